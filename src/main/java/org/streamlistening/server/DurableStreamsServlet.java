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
 * prefix ({@code /streams/*} or {@code /*}). The registration, and every filter before it, must support asynchronous
 * requests: else every request gets status 500, and one message in the log gives the reason.
 *
 * <p>{@link EmbeddedServer} registers the servlet if the configuration enables the server. To register it in code:
 *
 * <pre>{@code
 * ServletRegistration.Dynamic streams =
 *         servletContext.addServlet("streams", new DurableStreamsServlet(ServerOptions.defaults()));
 * streams.addMapping("/streams/*");
 * streams.setAsyncSupported(true);
 * }</pre>
 *
 * <p><strong>Threads.</strong> The servlet starts two threads when it is initialised and ends them when it is
 * destroyed. On Open Liberty, where a write blocks until its client reads, it uses up to 64 more while they are needed;
 * from Java 24 on these are virtual threads. Requests use the threads of the container.
 *
 * <p>The code of the application itself reaches the server without HTTP, by the {@link jakarta.servlet.ServletContext}
 * attribute {@link EmbeddedServer#SERVER_ATTRIBUTE}.
 *
 * @since 0.1
 */
public final class DurableStreamsServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private final transient StreamServer server;
    private final transient AccessCheck access;

    /** A server with these options, which starts when the servlet is initialised. */
    public DurableStreamsServlet(ServerOptions options) {
        this(new StreamServer(options), options);
    }

    /** A servlet for this server; the servlet ends the server. */
    DurableStreamsServlet(StreamServer server, ServerOptions options) {
        this.server = server;
        this.access = new AccessCheck(options.access());
    }

    /**
     * Starts the server, unless it runs already. Blocks while a store on disk is read.
     *
     * @throws IllegalStateException if the store cannot be used, or if another server uses it (DS-006)
     */
    @Override
    public void init() {
        start(getServletContext());
    }

    void start(ServletContext context) {
        context.setAttribute(EmbeddedServer.SERVER_ATTRIBUTE, server);
        StreamResource protocol = server.start();
        if (writesBlock(context)) {
            protocol.expectBlockingWrites();
        }
    }

    /** Open Liberty 26.0.0.3 reports that it is ready for a write, and then blocks until the client reads. */
    private static boolean writesBlock(ServletContext context) {
        return context.getServerInfo().contains("Liberty");
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) {
        StreamResource running = server.running();
        if (running == null) {
            throw new IllegalStateException("the servlet is not initialised, or is destroyed");
        }
        running.handle(ServletBinding.exchange(request, response, access));
    }

    @Override
    public void destroy() {
        EmbeddedServerRegistry.forget(server);
        server.close();
    }
}
