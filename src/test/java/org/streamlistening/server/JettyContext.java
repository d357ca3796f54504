package org.streamlistening.server;

import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.http.HttpServlet;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;

/** The servlet context of Jetty on Jakarta EE 10. The module {@code liberty/ee11} replaces it by its own class. */
final class JettyContext {

    private final ServletContextHandler context = new ServletContextHandler("/");

    void addTo(Server server) {
        server.setHandler(context);
    }

    void addServlet(HttpServlet servlet, String mapping, boolean async) {
        ServletHolder holder = new ServletHolder(servlet);
        holder.setAsyncSupported(async);
        holder.setInitOrder(0);
        context.addServlet(holder, mapping);
    }

    void addInitializer(ServletContainerInitializer initializer) {
        context.addServletContainerInitializer(initializer);
    }

    void addListener(ServletContextListener listener) {
        context.addEventListener(listener);
    }

    ServletContext servletContext() {
        return context.getServletContext();
    }
}
