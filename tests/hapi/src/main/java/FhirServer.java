import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.jpa.api.config.JpaStorageSettings;
import ca.uhn.fhir.jpa.api.dao.IFhirSystemDao;
import ca.uhn.fhir.jpa.provider.JpaCapabilityStatementProvider;
import ca.uhn.fhir.jpa.provider.JpaSystemProvider;
import ca.uhn.fhir.jpa.search.DatabaseBackedPagingProvider;
import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.FifoMemoryPagingProvider;
import ca.uhn.fhir.rest.server.RestfulServer;
import ca.uhn.fhir.rest.server.exceptions.AuthenticationException;
import ca.uhn.fhir.rest.server.provider.HashMapResourceProvider;
import ca.uhn.fhir.rest.server.provider.ResourceProviderFactory;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import java.net.InetSocketAddress;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.ImagingStudy;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Procedure;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/**
 * A real HAPI FHIR R4 server on loopback: java FhirServer PORT TOKEN (port 0: a free one). Everything is lost when it stops.
 *   /fhir      the JPA server, open to all
 *   /secured   the same data; all but metadata need "Authorization: Bearer TOKEN", else 401
 *   /plain     HAPI's server over hash maps, with data of its own: it ignores patient= and answers with everybody's resources
 * Prints "READY http://127.0.0.1:PORT" once it listens.
 */
public class FhirServer {
  public static class TokenGate {
    private final String expected;

    TokenGate(String token) { expected = "Bearer " + token; }

    @Hook(Pointcut.SERVER_INCOMING_REQUEST_PRE_HANDLED)
    public void check(RequestDetails r) {
      if (r.getRestOperationType() != RestOperationTypeEnum.METADATA && !expected.equals(r.getHeader("Authorization")))
        throw new AuthenticationException("token missing or wrong");
    }
  }

  private static RestfulServer stored(ApplicationContext beans) {
    RestfulServer fhir = new RestfulServer(beans.getBean(FhirContext.class));
    fhir.registerProviders(beans.getBean("myResourceProvidersR4", ResourceProviderFactory.class).createProviders());
    fhir.registerProvider(beans.getBean(JpaSystemProvider.class));
    fhir.setPagingProvider(beans.getBean(DatabaseBackedPagingProvider.class));
    fhir.setServerConformanceProvider(new JpaCapabilityStatementProvider(fhir, beans.getBean(IFhirSystemDao.class),
        beans.getBean(JpaStorageSettings.class), beans.getBean(ISearchParamRegistry.class), beans.getBean(IValidationSupport.class)));
    return fhir;
  }

  private static RestfulServer plain(FhirContext ctx) {
    RestfulServer fhir = new RestfulServer(ctx);
    fhir.registerProviders(new HashMapResourceProvider<>(ctx, Patient.class), new HashMapResourceProvider<>(ctx, Observation.class),
        new HashMapResourceProvider<>(ctx, Condition.class), new HashMapResourceProvider<>(ctx, ServiceRequest.class),
        new HashMapResourceProvider<>(ctx, DiagnosticReport.class), new HashMapResourceProvider<>(ctx, Procedure.class),
        new HashMapResourceProvider<>(ctx, ImagingStudy.class));
    FifoMemoryPagingProvider pages = new FifoMemoryPagingProvider(100);
    pages.setDefaultPageSize(10);
    pages.setMaximumPageSize(50);
    fhir.setPagingProvider(pages);
    return fhir;
  }

  public static void main(String[] args) throws Exception {
    Server jetty = new Server(new InetSocketAddress("127.0.0.1", Integer.parseInt(args[0])));
    ApplicationContext beans = new AnnotationConfigApplicationContext(StorageConfig.class);
    RestfulServer secured = stored(beans);
    secured.registerInterceptor(new TokenGate(args[1]));
    ServletContextHandler root = new ServletContextHandler("/");
    root.addServlet(new ServletHolder(stored(beans)), "/fhir/*");
    root.addServlet(new ServletHolder(secured), "/secured/*");
    root.addServlet(new ServletHolder(plain(FhirContext.forR4())), "/plain/*");
    jetty.setHandler(root);
    jetty.start();
    System.out.println("READY http://127.0.0.1:" + ((ServerConnector) jetty.getConnectors()[0]).getLocalPort());
    jetty.join();
  }
}
