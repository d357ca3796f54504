package org.streamlistening.server;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.http.HttpServlet;
import java.net.URI;
import java.util.function.Consumer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.inprocess.InProcessServer;

/** The servlet in a plain container, on a port of the loopback interface. */
public final class JettyServer implements AutoCloseable {

    private final Server server = new Server();
    private final JettyContext context = new JettyContext();

    private JettyServer(int port) {
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        connector.setPort(port);
        // The number of connections of the load test.
        connector.setAcceptQueueSize(4096);
        server.addConnector(connector);
        context.addTo(server);
    }

    /** The servlet mounted such that every path is a stream. */
    public static JettyServer start(ServerOptions options) {
        return start(0, "/*", options);
    }

    /** The same at the given port; 0: at a free one. */
    public static JettyServer start(int port, String mapping, ServerOptions options) {
        return start(port, mapping, new DurableStreamsServlet(options));
    }

    public static JettyServer start(HttpServlet servlet) {
        return start(0, "/*", servlet);
    }

    private static JettyServer start(int port, String mapping, HttpServlet servlet) {
        return start(port, mapping, servlet, true);
    }

    /** Registers the servlet without async support. */
    static JettyServer startWithoutAsync(ServerOptions options) {
        return start(0, "/*", new DurableStreamsServlet(options), false);
    }

    private static JettyServer start(int port, String mapping, HttpServlet servlet, boolean async) {
        JettyServer jetty = new JettyServer(port);
        jetty.context.addServlet(servlet, mapping, async);
        return jetty.start();
    }

    /** An application that consists of the container's initializers and the given listener. */
    public static JettyServer startApplication(Consumer<ServletContextEvent> listener) {
        JettyServer jetty = new JettyServer(0);
        jetty.context.addInitializer(new EmbeddedServer());
        jetty.context.addListener(new ServletContextListener() {
            @Override
            public void contextInitialized(ServletContextEvent event) {
                listener.accept(event);
            }
        });
        return jetty.start();
    }

    private JettyServer start() {
        try {
            server.start();
            return this;
        } catch (Exception failure) {
            close();
            throw new IllegalStateException(failure);
        }
    }

    public URI uri(String path) {
        int port = connector().getLocalPort();
        return URI.create("http://127.0.0.1:" + port + path);
    }

    public Object attribute(String name) {
        return context.servletContext().getAttribute(name);
    }

    /** The client of the application itself. */
    public DurableStreamsClient client() {
        return DurableStreamsClient.builder((InProcessServer) attribute(EmbeddedServer.SERVER_ATTRIBUTE))
                .build();
    }

    void setAttribute(String name, Object value) {
        context.servletContext().setAttribute(name, value);
    }

    private ServerConnector connector() {
        return (ServerConnector) server.getConnectors()[0];
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }
}
