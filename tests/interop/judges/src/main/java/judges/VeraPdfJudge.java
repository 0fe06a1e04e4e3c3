/** Asks veraPDF whether a file keeps to the PDF/A or PDF/UA flavours it is held against. */
package judges;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.verapdf.core.EncryptedPdfException;
import org.verapdf.core.ModelParsingException;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

final class VeraPdfJudge {

    static {
        VeraGreenfieldFoundryProvider.initialise();
    }

    private VeraPdfJudge() {}

    static Map<String, Object> judge(Path file, List<String> flavours) throws Exception {
        Map<String, Object> verdicts = new LinkedHashMap<>();
        for (String flavour : flavours) {
            verdicts.put(flavour, judgeOne(file, flavour));
        }
        return verdicts;
    }

    private static Map<String, Object> judgeOne(Path file, String name) throws Exception {
        PDFAFlavour flavour = PDFAFlavour.byFlavourId(name);
        if (flavour == PDFAFlavour.NO_FLAVOUR) {
            throw new IllegalArgumentException("veraPDF knows no flavour " + name);
        }
        try (InputStream bytes = Files.newInputStream(file);
                PDFAParser parser = Foundries.defaultInstance().createParser(bytes, flavour);
                PDFAValidator validator =
                        Foundries.defaultInstance().createValidator(flavour, false)) {
            return verdict(validator.validate(parser));
        } catch (ModelParsingException | EncryptedPdfException e) {
            return Map.of("compliant", false, "checks", 0, "failures", List.of(), "error", text(e));
        }
    }

    private static Map<String, Object> verdict(ValidationResult result) {
        Map<String, Map<String, Object>> failures = new LinkedHashMap<>();
        for (TestAssertion assertion : result.getTestAssertions()) {
            if (assertion.getStatus() == TestAssertion.Status.PASSED) {
                continue;
            }
            String clause = assertion.getRuleId().getClause();
            int test = assertion.getRuleId().getTestNumber();
            Map<String, Object> failure = failures.computeIfAbsent(clause + "-" + test, key -> {
                Map<String, Object> first = new LinkedHashMap<>();
                first.put("clause", clause);
                first.put("test", test);
                first.put("message", assertion.getMessage());
                first.put("where", assertion.getLocation().getContext());
                first.put("times", 0);
                return first;
            });
            failure.merge("times", 1, (a, b) -> (Integer) a + (Integer) b);
        }
        Map<String, Object> verdict = new LinkedHashMap<>();
        verdict.put("compliant", result.isCompliant());
        verdict.put("checks", result.getTotalAssertions());
        verdict.put("failures", new ArrayList<>(failures.values()));
        verdict.put("error", "");
        return verdict;
    }

    private static String text(Exception e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
