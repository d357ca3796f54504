package org.streamlistening.server;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

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
 */
public final class DurableStreamsServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private final transient ServerOptions options;
    private final transient Gate gate;
    private transient volatile @Nullable StreamProtocol protocol;

    /** A server that is as the options say, and starts with the servlet. */
    public DurableStreamsServlet(ServerOptions options) {
        this.options = options;
        this.gate = new Gate(options.access());
    }

    /** What lets the application itself in. */
    String token() {
        return gate.token();
    }

    /**
     * Starts the server, unless {@link EmbeddedServer} has done so already, and leaves the application's own token under
     * {@link EmbeddedServer#TOKEN_ATTRIBUTE}.
     *
     * @throws IllegalStateException if the store cannot be used, or another server has it
     */
    @Override
    public void init() {
        start(getServletContext());
    }

    synchronized void start(ServletContext context) {
        if (protocol != null) {
            return;
        }
        context.setAttribute(EmbeddedServer.TOKEN_ATTRIBUTE, gate.token());
        try {
            protocol = new StreamProtocol(options, writesBlock(context));
        } catch (RuntimeException unusable) {
            throw new IllegalStateException(
                    "DS-006: the embedded Durable Streams server cannot start: " + unusable.getMessage(), unusable);
        }
    }

    /** Open Liberty, as of 26.0.0.3, says that it is ready to be written to, and then waits for the client after all. */
    private static boolean writesBlock(ServletContext context) {
        return context.getServerInfo().contains("Liberty");
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) {
        StreamProtocol running = protocol;
        if (running == null) {
            throw new IllegalStateException("the servlet was not initialised, or is destroyed");
        }
        running.handle(ServletBinding.exchange(request, response, gate));
    }

    @Override
    public synchronized void destroy() {
        StreamProtocol running = protocol;
        if (running != null) {
            running.close();
        }
        protocol = null;
    }
}
