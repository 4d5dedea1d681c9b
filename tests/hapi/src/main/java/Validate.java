import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.parser.LenientErrorHandler;
import ca.uhn.fhir.validation.FhirValidator;
import ca.uhn.fhir.validation.SingleValidationMessage;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.PrePopulatedValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.SnapshotGeneratingValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.UnknownCodeSystemWarningValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.MetadataResource;

/**
 * Offline R4 validation: java Validate FOLDER-OR-FILE...
 * Every *.json with a canonical url is first loaded; then every file is validated: conformance resources as such, the others against
 * meta.profile. One line of JSON for each file: {"file", "issues": [{"severity", "where", "text"}]}. What it means is the caller's to say.
 */
public class Validate {
  /** PrePopulatedValidationSupport hands out only four resource types; Questionnaire and the others need fetchResource. */
  static class Canonicals extends PrePopulatedValidationSupport {
    private final FhirContext ctx;
    private final IValidationSupport published;
    private final Map<String, MetadataResource> byUrl = new TreeMap<>();

    Canonicals(FhirContext ctx, IValidationSupport published) {
      super(ctx);
      this.ctx = ctx;
      this.published = published;
    }

    void add(MetadataResource r) {
      addResource(r); // ignores what is not StructureDefinition, ValueSet, CodeSystem or SearchParameter
      byUrl.put(r.getUrl(), r);
      if (r.hasVersion()) byUrl.put(r.getUrl() + "|" + r.getVersion(), r);
      if (r instanceof CodeSystem c && c.getContent() == CodeSystem.CodeSystemContentMode.SUPPLEMENT) addFragment(c);
    }

    /** The codes that a supplement lists stand for the code system itself where nothing here knows it: so a binding can be decided. */
    private void addFragment(CodeSystem supplement) {
      if (published.fetchCodeSystem(supplement.getSupplements()) != null) return;
      CodeSystem fragment = new CodeSystem();
      fragment.setUrl(supplement.getSupplements()).setStatus(supplement.getStatus());
      fragment.setContent(CodeSystem.CodeSystemContentMode.FRAGMENT).setCaseSensitive(true);
      for (var concept : supplement.getConcept()) fragment.addConcept().setCode(concept.getCode()).setDisplay(concept.getDisplay());
      addResource(fragment);
    }

    @Override
    public <T extends IBaseResource> T fetchResource(Class<T> type, String url) {
      MetadataResource r = byUrl.get(url);
      return type != null && type.isInstance(r) ? type.cast(r) : super.fetchResource(type, url);
    }
  }

  private static List<Path> filesOf(String[] args) throws Exception {
    List<Path> files = new ArrayList<>();
    for (String a : args)
      try (var s = Files.walk(Path.of(a))) { s.filter(p -> p.toString().endsWith(".json")).sorted().forEach(files::add); }
    return files;
  }

  private static FhirValidator validator(FhirContext ctx, IValidationSupport published, Canonicals ours) {
    UnknownCodeSystemWarningValidationSupport unknown = new UnknownCodeSystemWarningValidationSupport(ctx);
    unknown.setNonExistentCodeSystemSeverity(IValidationSupport.IssueSeverity.WARNING); // no table of SNOMED CT, LOINC, ... is here
    FhirInstanceValidator module = new FhirInstanceValidator(new ValidationSupportChain(
        ours, published,
        new CommonCodeSystemsTerminologyService(ctx), // UCUM, BCP-13, BCP-47, ISO 3166, ...
        new InMemoryTerminologyServerValidationSupport(ctx),
        new SnapshotGeneratingValidationSupport(ctx), // profiles that have only a differential
        unknown));
    module.setErrorForUnknownProfiles(true);
    module.setAnyExtensionsAllowed(true);
    return ctx.newValidator().registerValidatorModule(module);
  }

  private static Map<String, Object> said(Path file, List<SingleValidationMessage> messages) {
    List<Map<String, String>> issues = new ArrayList<>();
    for (SingleValidationMessage m : messages)
      issues.add(Map.of("severity", m.getSeverity().getCode(), "where", String.valueOf(m.getLocationString()), "text", m.getMessage()));
    return Map.of("file", file.toString(), "issues", issues);
  }

  public static void main(String[] args) throws Exception {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    ObjectMapper json = new ObjectMapper();
    FhirContext ctx = FhirContext.forR4();
    IValidationSupport published = new DefaultProfileValidationSupport(ctx);
    Canonicals ours = new Canonicals(ctx, published);
    IParser lenient = ctx.newJsonParser().setParserErrorHandler(new LenientErrorHandler(false).setErrorOnInvalidValue(false));
    Map<Path, String> texts = new TreeMap<>();
    for (Path file : filesOf(args)) {
      String text = Files.readString(file);
      texts.put(file, text);
      // Only to load it; the validator reads the text itself, and says what is wrong with it.
      if (lenient.parseResource(text) instanceof MetadataResource m && m.hasUrl()) ours.add(m);
    }
    FhirValidator validator = validator(ctx, published, ours);
    for (var e : texts.entrySet())
      out.println(json.writeValueAsString(said(e.getKey(), validator.validateWithResult(e.getValue()).getMessages())));
  }
}
