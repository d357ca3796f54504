package org.streamlistening.server;

import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRegistration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.streamlistening.inprocess.InProcessServer;
import org.streamlistening.internal.config.Configuration;
import org.streamlistening.internal.embedded.EmbeddedServerRegistry;
import org.streamlistening.internal.embedded.OwnServerUrl;
import org.streamlistening.internal.embedded.ServerConfiguration;
import org.streamlistening.internal.embedded.StreamServer;
import org.streamlistening.internal.messages.NumberedMessage;

/**
 * Puts the embedded server into an application that asks for it. The servlet container calls this at the start; there
 * is nothing to do but configuration:
 *
 * <table>
 * <caption>Configuration</caption>
 * <tr><th>key</th><th>default</th><th>meaning</th></tr>
 * <tr><td>{@code durable-streams.embedded.enabled}</td><td>{@code false}</td><td>whether there is a server</td></tr>
 * <tr><td>{@code durable-streams.embedded.path}</td><td>{@code /streams}</td><td>the path, within the application, below
 * which all streams are; {@code /} for all paths</td></tr>
 * <tr><td>{@code durable-streams.embedded.access}</td><td>{@code none}</td><td>what the outside may do: {@code none},
 * {@code read} or {@code all}; {@link StreamAccess} says it in more detail</td></tr>
 * <tr><td>{@code durable-streams.embedded.store}</td><td>none</td><td>the directory, as an absolute path, that keeps
 * the streams; it is made if it is not there, and belongs to this application alone. Without it streams are kept in
 * memory and end with the application</td></tr>
 * <tr><td>{@code durable-streams.embedded.cors-origins}</td><td>none</td><td>the origins whose pages may use the
 * server from a browser, separated by commas, or {@code *}</td></tr>
 * <tr><td>{@code durable-streams.embedded.long-poll-timeout}</td><td>{@code 30s}</td><td>how long a long-poll
 * waits</td></tr>
 * <tr><td>{@code durable-streams.embedded.sse-duration}</td><td>{@code 60s}</td><td>after how long a connection of
 * server-sent events ends, for the client to open the next one</td></tr>
 * <tr><td>{@code durable-streams.embedded.max-body-bytes}</td><td>16777216</td><td>what one request may carry, up to 1
 * GiB; more is answered with status 413</td></tr>
 * <tr><td>{@code durable-streams.embedded.max-page-bytes}</td><td>1048576</td><td>what one answer to a catch-up read
 * carries, unless a single message is larger</td></tr>
 * <tr><td>{@code durable-streams.embedded.max-streams}</td><td>100000</td><td>how many streams there may be; more are
 * refused with status 429</td></tr>
 * <tr><td>{@code durable-streams.embedded.max-fork-depth}</td><td>1000</td><td>how many forks a stream may come from,
 * one out of the other; a deeper one is refused with status 409</td></tr>
 * <tr><td>{@code durable-streams.embedded.producers.max-age}</td><td>{@code 7d}</td><td>how long an idempotent producer
 * may be silent before a stream forgets it</td></tr>
 * <tr><td>{@code durable-streams.embedded.producers.max-per-stream}</td><td>100000</td><td>how many producers a stream
 * may know at a time; one more is refused with status 429</td></tr>
 * <tr><td>{@code durable-streams.embedded.max-readers}</td><td>50000</td><td>how many live readers may wait at once;
 * more are refused with status 429</td></tr>
 * <tr><td>{@code durable-streams.embedded.retention.max-age}</td><td>none</td><td>how long a message is kept, at
 * least; what is gone is answered with status 410</td></tr>
 * <tr><td>{@code durable-streams.embedded.retention.max-messages}</td><td>none</td><td>how many messages of a stream
 * are kept</td></tr>
 * <tr><td>{@code durable-streams.embedded.retention.max-bytes}</td><td>none</td><td>how many bytes of a stream are
 * kept</td></tr>
 * </table>
 *
 * <p>Values come from MicroProfile Config where the runtime has it, else from system properties, then environment
 * variables ({@code DURABLE_STREAMS_EMBEDDED_ENABLED}). Time spans are {@code 500ms}, {@code 30s}, {@code 5m},
 * {@code 7d} or ISO-8601. A value that cannot be used fails the deployment, with
 * DS-002 and the key; so does a directory that cannot be used or that another server has, with DS-006.
 *
 * <p>A servlet container need not look into the lib of an EAR, and Open Liberty does not. Where this library is there, name
 * this class in the {@code web.xml} of each WAR that is to have a server; where it is called anyway, that does no harm:
 *
 * <pre>{@code
 * <listener>
 *   <listener-class>org.streamlistening.server.EmbeddedServer</listener-class>
 * </listener>
 * }</pre>
 */
public final class EmbeddedServer implements ServletContainerInitializer, ServletContextListener {

    /**
     * The {@link ServletContext} attribute with the server (an {@link InProcessServer}), for a
     * {@link org.streamlistening.client.DurableStreamsClient} of the application itself, which may do everything. Set
     * before any servlet is initialised where configuration switched the server on, else when the servlet is initialised.
     */
    public static final String SERVER_ATTRIBUTE = "org.streamlistening.server.inProcess";

    /** The {@link ServletContext} attribute under which an application may leave its {@link StreamAccess}. */
    public static final String ACCESS_ATTRIBUTE = "org.streamlistening.server.access";

    // Of the application that this listens to. Null where there is none, or another listener looks after it.
    private @Nullable DurableStreamsServlet servlet;
    // Why there is none although configuration asks for it.
    private @Nullable ServletException unusable;

    /** For the servlet container. */
    public EmbeddedServer() {}

    /**
     * What of the configuration of the calling thread's application cannot be used: one sentence each, which names the
     * key. Empty if all is well, and where the server is switched off.
     */
    public static List<String> mistakes() {
        return new ServerConfiguration(Configuration.ofApplication()).mistakes();
    }

    /**
     * The server of a web application, for its own code: usable before the servlet container has come to the application,
     * and without one. Called on a thread of the application, whose configuration counts.
     *
     * @param application the class loader of the web application
     * @throws IllegalStateException if the store cannot be used, or another server has it
     */
    public static InProcessServer ofApplication(ClassLoader application) {
        StreamServer server = EmbeddedServerRegistry.of(
                application, () -> new ServerConfiguration(Configuration.ofApplication()).options());
        server.start();
        return server;
    }

    /** Ends the server of a web application if only its own code has used it, and no servlet ends it. */
    public static void release(ClassLoader application) {
        EmbeddedServerRegistry.release(application);
    }

    /** Registers the servlet, if configuration asks for it. Called before anything else of the web application starts. */
    @Override
    public void onStartup(@Nullable Set<Class<?>> ignored, ServletContext context) {
        EmbeddedServer withTheApplication = new EmbeddedServer();
        try {
            withTheApplication.servlet = register(context);
        } catch (ServletException unusable) {
            // Open Liberty only logs what is thrown here; what a listener throws ends the deployment everywhere.
            withTheApplication.unusable = unusable;
        }
        if (withTheApplication.servlet != null || withTheApplication.unusable != null) {
            context.addListener(withTheApplication);
        }
    }

    /**
     * Starts the server now, and not with the servlet's first request, which may come much later: a store that cannot be
     * used ends the deployment. Named as a listener in {@code web.xml}, it registers the servlet first, unless
     * {@link #onStartup} has.
     */
    @Override
    public void contextInitialized(ServletContextEvent event) {
        try {
            if (servlet == null && unusable == null) {
                servlet = register(event.getServletContext());
            }
        } catch (ServletException mistake) {
            unusable = mistake;
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

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        if (servlet != null) {
            servlet.destroy();
        }
    }

    /** @return null if there is nothing to register, or it is registered already */
    private static @Nullable DurableStreamsServlet register(ServletContext context) throws ServletException {
        ServerConfiguration configuration = new ServerConfiguration(Configuration.ofApplication());
        List<String> mistakes = configuration.mistakes();
        if (!mistakes.isEmpty()) {
            throw new ServletException(
                    mistakes.stream().map(NumberedMessage.UNUSABLE_VALUE::text).collect(Collectors.joining("; "))
                            + Configuration.unreadFile());
        }
        if (!configuration.isEnabled() || context.getAttribute(SERVER_ATTRIBUTE) != null) {
            return null;
        }
        OwnServerUrl url = new OwnServerUrl(configuration.url(), context.getContextPath() + configuration.path());
        if (url.isOwn()) {
            throw new ServletException(url.mistake());
        }
        return register(context, configuration);
    }

    private static DurableStreamsServlet register(ServletContext context, ServerConfiguration configuration)
            throws ServletException {
        String path = configuration.path();
        ServerOptions options = configuration.options();
        StreamServer server = EmbeddedServerRegistry.claim(context.getClassLoader(), () -> options);
        DurableStreamsServlet servlet = new DurableStreamsServlet(server, options);
        ServletRegistration.@Nullable Dynamic registration = context.addServlet("durable-streams", servlet);
        if (registration == null || !registration.addMapping(path + "/*").isEmpty()) {
            servlet.destroy();
            throw new ServletException(
                    NumberedMessage.SERVER_CANNOT_START.text("another servlet has the name durable-streams or the path "
                            + path + "/*; set " + ServerConfiguration.PREFIX + "path to another one"));
        }
        registration.setAsyncSupported(true);
        context.setAttribute(SERVER_ATTRIBUTE, server);
        return servlet;
    }
}
