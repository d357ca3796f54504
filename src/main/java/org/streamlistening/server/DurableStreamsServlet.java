package org.streamlistening.server;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.streamlistening.internal.embedded.EmbeddedServerRegistry;
import org.streamlistening.internal.embedded.StreamServer;
import org.streamlistening.internal.serve.StreamResource;
import org.streamlistening.internal.serve.servlet.AccessCheck;
import org.streamlistening.internal.serve.servlet.ServletBinding;

/**
 * The embedded Durable Streams server as a servlet: every path below its mapping is a stream. The mapping must be a
 * prefix ({@code /streams/*} or {@code /*}). The registration, and all filters before the servlet, must support asynchronous
 * requests: otherwise every request gets status 500, and one warning is logged.
 *
 * <p>{@link EmbeddedServer} registers the servlet if configuration enables it. To register it in code:
 *
 * <pre>{@code
 * ServletRegistration.Dynamic streams =
 *         servletContext.addServlet("streams", new DurableStreamsServlet(ServerOptions.defaults()));
 * streams.addMapping("/streams/*");
 * streams.setAsyncSupported(true);
 * }</pre>
 *
 * <p>The servlet starts two threads when it is initialised, and ends them when it is destroyed. On Open Liberty, where a
 * write waits for its client, it uses up to 64 more while they are needed, from Java 24 on virtual ones.
 *
 * <p>The code of the application calls the server without HTTP: it is an attribute of the
 * {@link jakarta.servlet.ServletContext}, see {@link EmbeddedServer#SERVER_ATTRIBUTE}.
 *
 * @since 0.1
 */
public final class DurableStreamsServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private final transient StreamServer server;
    private final transient AccessCheck access;

    /** With a server of these options, which starts when the servlet is initialised. */
    public DurableStreamsServlet(ServerOptions options) {
        this(new StreamServer(options), options);
    }

    /** With an existing server, which the servlet ends. */
    DurableStreamsServlet(StreamServer server, ServerOptions options) {
        this.server = server;
        this.access = new AccessCheck(options.access());
    }

    /**
     * Starts the server, unless it has started before.
     *
     * @throws IllegalStateException if the store cannot be used, or another server uses it
     */
    @Override
    public void init() {
        start(getServletContext());
    }

    void start(ServletContext context) {
        context.setAttribute(EmbeddedServer.SERVER_ATTRIBUTE, server);
        StreamResource resource = server.start();
        if (writesBlock(context)) {
            resource.expectBlockingWrites();
        }
    }

    /** Open Liberty, as of 26.0.0.3, reports that a write does not block, and then waits for the client. */
    private static boolean writesBlock(ServletContext context) {
        return context.getServerInfo().contains("Liberty");
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) {
        StreamResource running = server.running();
        if (running == null) {
            throw new IllegalStateException("the servlet was not initialised, or is destroyed");
        }
        running.handle(ServletBinding.exchange(request, response, access));
    }

    @Override
    public void destroy() {
        EmbeddedServerRegistry.forget(server);
        server.close();
    }
}
