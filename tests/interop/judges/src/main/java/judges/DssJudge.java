/** Asks EU DSS about every signature and time stamp of a file, without any connection. */
package judges;

import eu.europa.esig.dss.diagnostic.CertificateWrapper;
import eu.europa.esig.dss.diagnostic.DiagnosticData;
import eu.europa.esig.dss.diagnostic.SignatureWrapper;
import eu.europa.esig.dss.diagnostic.TimestampWrapper;
import eu.europa.esig.dss.diagnostic.jaxb.XmlObjectModification;
import eu.europa.esig.dss.jaxb.object.Message;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.spi.x509.revocation.crl.ExternalResourcesCRLSource;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import eu.europa.esig.dss.validation.reports.Reports;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

final class DssJudge {

    private final CommonTrustedCertificateSource anchors = new CommonTrustedCertificateSource();
    private final ExternalResourcesCRLSource revocations;
    private final Date at;

    /** The lists of revoked certificates are those a judge has at hand beside the file's own. */
    DssJudge(Path trustPem, List<String> revocationLists, Date at) throws Exception {
        this.at = at;
        List<InputStream> lists = new ArrayList<>();
        for (String list : revocationLists) {
            lists.add(new ByteArrayInputStream(Files.readAllBytes(Path.of(list))));
        }
        this.revocations = new ExternalResourcesCRLSource(lists.toArray(InputStream[]::new));
        try (InputStream pem = Files.newInputStream(trustPem)) {
            for (Certificate c : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                anchors.addCertificate(new CertificateToken((X509Certificate) c));
            }
        }
    }

    Map<String, Object> judge(Path file) {
        Map<String, Object> verdict = new LinkedHashMap<>();
        List<Object> signatures = new ArrayList<>();
        List<Object> timestamps = new ArrayList<>();
        verdict.put("signatures", signatures);
        verdict.put("timestamps", timestamps);
        verdict.put("dss_error", "");
        try {
            Reports reports = reports(file);
            SimpleReport simple = reports.getSimpleReport();
            DiagnosticData facts = reports.getDiagnosticData();
            for (SignatureWrapper signature : facts.getSignatures()) {
                signatures.add(signature(simple, signature));
            }
            for (TimestampWrapper timestamp : facts.getTimestampList()) {
                timestamps.add(timestamp(simple, timestamp));
            }
        } catch (RuntimeException e) { // DSS throws them for a file it cannot read
            verdict.put("dss_error", String.valueOf(e.getMessage()));
        }
        return verdict;
    }

    private Reports reports(Path file) {
        CommonCertificateVerifier verifier = new CommonCertificateVerifier(true);
        verifier.setAIASource(null);
        verifier.setCrlSource(revocations);
        verifier.setOcspSource(null);
        verifier.setTrustedCertSources(anchors);
        SignedDocumentValidator validator =
                SignedDocumentValidator.fromDocument(new FileDocument(file.toFile()));
        validator.setCertificateVerifier(verifier);
        validator.setValidationTime(at);
        return validator.validateDocument();
    }

    private static Map<String, Object> signature(SimpleReport simple, SignatureWrapper signature) {
        String id = signature.getId();
        Map<String, Object> verdict = new LinkedHashMap<>();
        verdict.put("field", String.join(" ", signature.getSignatureFieldNames()));
        verdict.put("indication", name(simple.getIndication(id)));
        verdict.put("subindication", name(simple.getSubIndication(id)));
        verdict.put("level", name(simple.getSignatureFormat(id)));
        verdict.put("signer", commonName(signature.getSigningCertificate()));
        verdict.put("signing_time", instant(simple.getSigningTime(id)));
        verdict.put("best_signature_time", instant(simple.getBestSignatureTime(id)));
        verdict.put("docmdp", name(signature.getDocMDPPermissions()));
        verdict.put("intact", signature.isSignatureIntact());
        verdict.put("valid", signature.isSignatureValid());
        verdict.put("errors", texts(simple.getAdESValidationErrors(id)));
        verdict.put("warnings", texts(simple.getAdESValidationWarnings(id)));
        verdict.put("changes", changes(signature));
        return verdict;
    }

    private static Map<String, Object> timestamp(SimpleReport simple, TimestampWrapper timestamp) {
        String id = timestamp.getId();
        Map<String, Object> verdict = new LinkedHashMap<>();
        verdict.put("kind", name(timestamp.getType()));
        verdict.put("indication", name(simple.getIndication(id)));
        verdict.put("subindication", name(simple.getSubIndication(id)));
        verdict.put("time", instant(timestamp.getProductionTime()));
        verdict.put("producer", commonName(timestamp.getSigningCertificate()));
        verdict.put("errors", texts(simple.getAdESValidationErrors(id)));
        verdict.put("warnings", texts(simple.getAdESValidationWarnings(id)));
        return verdict;
    }

    /** Changes after the signature which are neither a later signature nor validation data. */
    private static List<String> changes(SignatureWrapper signature) {
        List<XmlObjectModification> found = new ArrayList<>();
        found.addAll(signature.getPdfAnnotationChanges());
        found.addAll(signature.getPdfUndefinedChanges());
        return found.stream()
                .map(change -> change.getAction() + " " + change.getValue())
                .toList();
    }

    private static String commonName(CertificateWrapper certificate) {
        return certificate == null ? "" : String.valueOf(certificate.getCommonName());
    }

    private static List<String> texts(List<Message> messages) {
        return messages.stream().map(m -> m.getKey() + ": " + m.getValue()).toList();
    }

    private static String instant(Date date) {
        return date == null ? "" : Instant.ofEpochMilli(date.getTime()).toString();
    }

    private static String name(Enum<?> value) {
        return value == null ? "" : value.name();
    }
}
