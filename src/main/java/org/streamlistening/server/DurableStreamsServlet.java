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
 * The embedded Durable Streams server as a servlet: every path below its mapping is a stream. The mapping has to be a
 * prefix ({@code /streams/*} or {@code /*}), and the registration has to support asynchronous requests, with all filters
 * before it: without that every request is answered with status 500, and the log says so once.
 *
 * <p>{@link EmbeddedServer} registers it where configuration asks for it. To register it by hand:
 *
 * <pre>{@code
 * ServletRegistration.Dynamic streams =
 *         servletContext.addServlet("streams", new DurableStreamsServlet(ServerOptions.defaults()));
 * streams.addMapping("/streams/*");
 * streams.setAsyncSupported(true);
 * }</pre>
 *
 * <p>The servlet starts two threads of its own when it is initialised and ends them when it is destroyed. On Open
 * Liberty, where a write waits for its client, it uses up to 64 more, from Java 24 on virtual ones, while they are needed.
 *
 * <p>The application's own code reaches the server without HTTP: the {@link jakarta.servlet.ServletContext} has it under
 * {@link EmbeddedServer#SERVER_ATTRIBUTE}.
 */
public final class DurableStreamsServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private final transient StreamServer server;
    private final transient AccessCheck access;

    /** A server that is as the options say, and starts with the servlet. */
    public DurableStreamsServlet(ServerOptions options) {
        this(new StreamServer(options), options);
    }

    /** Takes over a server, and ends it. */
    DurableStreamsServlet(StreamServer server, ServerOptions options) {
        this.server = server;
        this.access = new AccessCheck(options.access());
    }

    /**
     * Starts the server, unless that was done before.
     *
     * @throws IllegalStateException if the store cannot be used, or another server has it
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

    /** Open Liberty, as of 26.0.0.3, says that it is ready to be written to, and then waits for the client after all. */
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
