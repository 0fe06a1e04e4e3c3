/** Asks veraPDF and EU DSS about PDF files and prints their verdicts as one JSON document. */
package judges;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

public final class Judges {

    private static final String USAGE =
            "usage: judges --trust PEM [--flavours 3a,ua1] [--crl LIST]... [--at INSTANT] FILE...";

    private Judges() {}

    public static void main(String[] arguments) throws Exception {
        PrintStream answer = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        System.setOut(System.err); // what a library prints must not get into the document

        Path trust = null;
        List<String> flavours = List.of();
        List<String> revocationLists = new ArrayList<>();
        Date at = new Date();
        List<String> files = new ArrayList<>();
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--trust" -> trust = Path.of(arguments[++i]);
                case "--flavours" -> flavours = namesIn(arguments[++i]);
                case "--crl" -> revocationLists.add(arguments[++i]);
                case "--at" -> at = Date.from(Instant.parse(arguments[++i]));
                default -> files.add(arguments[i]);
            }
        }
        if (trust == null || files.isEmpty()) {
            System.err.println(USAGE);
            System.exit(2);
        }

        DssJudge signatures = new DssJudge(trust, revocationLists, at);
        Map<String, Object> verdicts = new LinkedHashMap<>();
        for (String file : files) {
            Path path = Path.of(file);
            Map<String, Object> verdict = new LinkedHashMap<>();
            verdict.put("conformance", VeraPdfJudge.judge(path, flavours));
            verdict.putAll(signatures.judge(path));
            verdicts.put(file, verdict);
        }
        answer.println(new ObjectMapper().writeValueAsString(verdicts));
    }

    private static List<String> namesIn(String list) {
        return Arrays.stream(list.split(",")).filter(name -> !name.isBlank()).toList();
    }
}
