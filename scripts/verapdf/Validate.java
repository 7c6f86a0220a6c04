import java.io.FileInputStream;
import java.util.Map;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/** Checks PDF files against PDF/A-3a (ISO 19005-3) and PDF/UA-1 (ISO 14289-1); exit 1 on any failure. */
public final class Validate {
    private static final Map<String, PDFAFlavour> PROFILES =
            new java.util.TreeMap<>(Map.of("3a", PDFAFlavour.PDFA_3_A, "ua1", PDFAFlavour.PDFUA_1));

    public static void main(String[] files) throws Exception {
        java.util.logging.LogManager.getLogManager().reset();
        VeraGreenfieldFoundryProvider.initialise();
        boolean good = true;
        for (String file : files) {
            for (Map.Entry<String, PDFAFlavour> profile : PROFILES.entrySet()) {
                good &= passes(file, profile.getKey(), profile.getValue());
            }
        }
        System.exit(good ? 0 : 1);
    }

    private static boolean passes(String file, String name, PDFAFlavour flavour) {
        try (FileInputStream data = new FileInputStream(file);
                PDFAParser parser = Foundries.defaultInstance().createParser(data, flavour);
                PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, false)) {
            ValidationResult result = validator.validate(parser);
            System.out.println((result.isCompliant() ? "PASS " : "FAIL ") + name + " " + file);
            int told = 0;
            for (TestAssertion failure : result.getTestAssertions()) {
                if (failure.getStatus() == TestAssertion.Status.FAILED && told++ < 8) {
                    System.out.println("     " + failure.getRuleId().getClause() + "-"
                            + failure.getRuleId().getTestNumber() + " " + failure.getMessage());
                }
            }
            return result.isCompliant();
        } catch (Exception refused) {
            System.out.println("FAIL " + name + " " + file + ": " + refused);
            return false;
        }
    }
}
