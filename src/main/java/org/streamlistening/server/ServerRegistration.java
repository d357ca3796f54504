package org.streamlistening.server;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRegistration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.config.Configuration;
import org.streamlistening.internal.embedded.EmbeddedServerRegistry;
import org.streamlistening.internal.embedded.OwnServerUrl;
import org.streamlistening.internal.embedded.ServerConfiguration;
import org.streamlistening.internal.embedded.StreamServer;
import org.streamlistening.internal.messages.NumberedMessage;

/** Registers the servlet of the embedded server in an application whose configuration enables it. */
final class ServerRegistration {

    private ServerRegistration() {}

    /** Registers the servlet; null if the server is disabled, or if the servlet is registered already. */
    static @Nullable DurableStreamsServlet register(ServletContext context) throws ServletException {
        ServerConfiguration configuration = new ServerConfiguration(Configuration.ofApplication());
        List<String> problems = configuration.problems();
        if (!problems.isEmpty()) {
            throw new ServletException(
                    problems.stream().map(NumberedMessage.UNUSABLE_VALUE::text).collect(Collectors.joining("; "))
                            + Configuration.unreadFile());
        }
        if (!configuration.isEnabled() || context.getAttribute(EmbeddedServer.SERVER_ATTRIBUTE) != null) {
            return null;
        }
        OwnServerUrl url = new OwnServerUrl(configuration.url(), context.getContextPath() + configuration.path());
        if (url.isOwn()) {
            throw new ServletException(url.problem());
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
        context.setAttribute(EmbeddedServer.SERVER_ATTRIBUTE, server);
        return servlet;
    }
}
