package org.streamlistening.server;

import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.streamlistening.inprocess.InProcessServer;
import org.streamlistening.internal.config.Configuration;
import org.streamlistening.internal.embedded.EmbeddedServerRegistry;
import org.streamlistening.internal.embedded.ServerConfiguration;
import org.streamlistening.internal.embedded.StreamServer;

/**
 * Starts the embedded server in an application whose configuration enables it. The servlet container calls this class
 * at the start of the application, which needs no code, only configuration:
 *
 * <table>
 * <caption>Configuration</caption>
 * <tr><th>key</th><th>default</th><th>meaning</th></tr>
 * <tr><td>{@code durable-streams.embedded.enabled}</td><td>{@code false}</td><td>whether the server starts</td></tr>
 * <tr><td>{@code durable-streams.embedded.path}</td><td>{@code /streams}</td><td>the path, within the application,
 * below which all streams are; {@code /} for all paths</td></tr>
 * <tr><td>{@code durable-streams.embedded.access}</td><td>{@code none}</td><td>what callers other than the application
 * may do: {@code none}, {@code read} or {@code all}; a {@link StreamAccess} decides per request</td></tr>
 * <tr><td>{@code durable-streams.embedded.store}</td><td>none</td><td>the absolute path of the directory of the
 * streams, created if necessary, which this application alone must use. Without it, streams are kept in memory and end
 * with the application</td></tr>
 * <tr><td>{@code durable-streams.embedded.data-source}</td><td>none</td><td>the JNDI name of a data source, instead of a
 * directory: all servers with the same tables serve the same streams</td></tr>
 * <tr><td>{@code durable-streams.embedded.table-prefix}</td><td>{@code durable_streams_}</td><td>what the names of the
 * tables begin with, after the schema and a dot if that is not the default one</td></tr>
 * <tr><td>{@code durable-streams.embedded.create-tables}</td><td>{@code true}</td><td>whether the server makes its tables
 * unless they exist</td></tr>
 * <tr><td>{@code durable-streams.embedded.cors-origins}</td><td>none</td><td>the origins whose pages may use the server
 * from a browser, separated by commas, or {@code *}</td></tr>
 * <tr><td>{@code durable-streams.embedded.long-poll-timeout}</td><td>{@code 30s}</td><td>how long a long-poll
 * waits</td></tr>
 * <tr><td>{@code durable-streams.embedded.sse-duration}</td><td>{@code 60s}</td><td>how long a response of server-sent
 * events lasts before the client must send the next request</td></tr>
 * <tr><td>{@code durable-streams.embedded.max-body-bytes}</td><td>16777216</td><td>the limit of the body of a request,
 * up to 1 GiB; a larger one gets status 413</td></tr>
 * <tr><td>{@code durable-streams.embedded.max-page-bytes}</td><td>67108864</td><td>the limit of a response to a
 * catch-up read, unless a single message is larger</td></tr>
 * <tr><td>{@code durable-streams.embedded.max-streams}</td><td>100000</td><td>the limit of streams; one more gets
 * status 429</td></tr>
 * <tr><td>{@code durable-streams.embedded.max-fork-depth}</td><td>1000</td><td>the limit of forks between a stream and
 * its first source; one more gets status 409</td></tr>
 * <tr><td>{@code durable-streams.embedded.producers.max-age}</td><td>{@code 7d}</td><td>how long an idempotent producer
 * can be silent before a stream forgets it</td></tr>
 * <tr><td>{@code durable-streams.embedded.producers.max-per-stream}</td><td>100000</td><td>the limit of producers that
 * a stream knows at a time; one more gets status 429</td></tr>
 * <tr><td>{@code durable-streams.embedded.max-readers}</td><td>50000</td><td>the limit of live readers that wait at a
 * time; one more gets status 429</td></tr>
 * <tr><td>{@code durable-streams.embedded.retention.max-age}</td><td>none</td><td>how long a message is kept, at least;
 * a read before the earliest kept one gets status 410</td></tr>
 * <tr><td>{@code durable-streams.embedded.retention.max-messages}</td><td>none</td><td>how many messages of a stream
 * are kept</td></tr>
 * <tr><td>{@code durable-streams.embedded.retention.max-bytes}</td><td>none</td><td>how many bytes of a stream are
 * kept</td></tr>
 * </table>
 *
 * <p>Values come from MicroProfile Config if the runtime has it, else from system properties, then environment
 * variables ({@code DURABLE_STREAMS_EMBEDDED_ENABLED}). Time spans are {@code 500ms}, {@code 30s}, {@code 5m}, {@code
 * 7d} or ISO-8601. The deployment fails with DS-002 and the key if a value cannot be used, and with DS-006 if the
 * directory cannot be used or another server uses it.
 *
 * <p>Open Liberty, and possibly other servers, call this class only for libraries of a WAR. If the library is in the
 * lib of an EAR, name this class in the {@code web.xml} of each WAR that needs a server; on a server that calls it
 * anyway, this changes nothing:
 *
 * <pre>{@code
 * <listener>
 *   <listener-class>org.streamlistening.server.EmbeddedServer</listener-class>
 * </listener>
 * }</pre>
 *
 * <p>The servlet container calls this class on the thread that starts or stops the application.
 *
 * @since 0.1
 */
public final class EmbeddedServer implements ServletContainerInitializer, ServletContextListener {

    /**
     * The {@link ServletContext} attribute with the server (an {@link InProcessServer}), for a {@link
     * org.streamlistening.client.DurableStreamsClient} of the application itself, which may do everything. Set before
     * any servlet is initialised if the configuration enables the server, else when the servlet is initialised.
     */
    public static final String SERVER_ATTRIBUTE = "org.streamlistening.server.inProcess";

    /** The {@link ServletContext} attribute with the {@link StreamAccess} of an application without CDI. */
    public static final String ACCESS_ATTRIBUTE = "org.streamlistening.server.access";

    // Null if there is none, or if another listener ends it.
    private @Nullable DurableStreamsServlet servlet;
    // Why there is none although the configuration enables it.
    private @Nullable ServletException unusable;

    /** For the servlet container. */
    public EmbeddedServer() {}

    /**
     * The problems in the configuration of the calling thread's application: one sentence with the key for each. Empty
     * if there is none, or if the server is disabled.
     */
    public static List<String> mistakes() {
        return new ServerConfiguration(Configuration.ofApplication()).problems();
    }

    /**
     * The server of a web application, for its own code. Usable before the servlet container starts the application,
     * and without a servlet container. Call it on a thread of the application, whose configuration is used. Blocks
     * while a store on disk is read.
     *
     * @param application the class loader of the web application
     * @throws IllegalStateException if the store cannot be used, or if another server uses it (DS-006)
     */
    public static InProcessServer ofApplication(ClassLoader application) {
        StreamServer server = EmbeddedServerRegistry.of(
                application, () -> new ServerConfiguration(Configuration.ofApplication()).options());
        server.start();
        return server;
    }

    /** Ends the server of a web application if only its own code has used it. Else the servlet ends it. */
    public static void release(ClassLoader application) {
        EmbeddedServerRegistry.release(application);
    }

    /** Registers the servlet if the configuration enables the server. Called before the web application starts. */
    @Override
    public void onStartup(@Nullable Set<Class<?>> ignored, ServletContext context) {
        EmbeddedServer withTheApplication = new EmbeddedServer();
        try {
            withTheApplication.servlet = ServerRegistration.register(context);
        } catch (ServletException unusable) {
            // Open Liberty only logs an exception of this method. One of a listener ends every deployment.
            withTheApplication.unusable = unusable;
        }
        if (withTheApplication.servlet != null || withTheApplication.unusable != null) {
            context.addListener(withTheApplication);
        }
    }

    /**
     * Starts the server now, and not in the first request of the servlet: a store that cannot be used ends the
     * deployment. Named as a listener in {@code web.xml}, it registers the servlet first, unless {@link #onStartup} has
     * done so.
     *
     * @throws IllegalStateException if the configuration or the store cannot be used (DS-002, DS-006, DS-008)
     */
    @Override
    public void contextInitialized(ServletContextEvent event) {
        try {
            if (servlet == null && unusable == null) {
                servlet = ServerRegistration.register(event.getServletContext());
            }
        } catch (ServletException failure) {
            unusable = failure;
        }
        if (unusable != null) {
            throw new IllegalStateException(unusable.getMessage(), unusable);
        }
        if (servlet != null) {
            start(servlet, event.getServletContext());
        }
    }

    private static void start(DurableStreamsServlet servlet, ServletContext context) {
        try {
            servlet.start(context);
        } catch (RuntimeException unusable) {
            servlet.destroy();
            throw unusable;
        }
    }

    /** Ends the server. */
    @Override
    public void contextDestroyed(ServletContextEvent event) {
        if (servlet != null) {
            servlet.destroy();
        }
    }
}
