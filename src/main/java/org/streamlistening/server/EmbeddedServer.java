package org.streamlistening.server;

import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRegistration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.config.Configuration;

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
 * <tr><td>{@code durable-streams.embedded.long-poll-timeout}</td><td>{@code 30s}</td><td>how long a long-poll waits</td></tr>
 * <tr><td>{@code durable-streams.embedded.max-body-bytes}</td><td>16777216</td><td>what one request may append</td></tr>
 * <tr><td>{@code durable-streams.embedded.max-page-bytes}</td><td>1048576</td><td>what one answer carries</td></tr>
 * </table>
 *
 * <p>Values come from MicroProfile Config where the runtime has it, else from system properties, then environment
 * variables ({@code DURABLE_STREAMS_EMBEDDED_ENABLED}). A value that cannot be used fails the deployment.
 */
public final class EmbeddedServer implements ServletContainerInitializer {

    /**
     * The {@link ServletContext} attribute with the token (a {@link String}) that lets the application itself in, sent as
     * {@code Authorization: Bearer <token>}. Random, new at every start; set as early as {@link #PATH_ATTRIBUTE} where
     * configuration switched the server on, else when the servlet is initialised.
     */
    public static final String TOKEN_ATTRIBUTE = "org.streamlistening.server.token";

    /**
     * The {@link ServletContext} attribute with the path (a {@link String}) below which the streams are, within the
     * application: {@code /streams}, or empty for all paths. Set, before any servlet is initialised, if and only if
     * configuration switched the server on.
     */
    public static final String PATH_ATTRIBUTE = "org.streamlistening.server.path";

    /** The {@link ServletContext} attribute under which an application may leave its {@link StreamAccess}. */
    public static final String ACCESS_ATTRIBUTE = "org.streamlistening.server.access";

    private static final String PREFIX = "durable-streams.embedded.";

    /** For the servlet container. */
    public EmbeddedServer() {}

    @Override
    public void onStartup(@Nullable Set<Class<?>> ignored, ServletContext context) throws ServletException {
        Configuration configuration = Configuration.ofApplication();
        try {
            if (configuration.flag(PREFIX + "enabled")) {
                register(context, configuration);
            }
        } catch (IllegalArgumentException unusable) {
            throw new ServletException("the embedded Durable Streams server: " + unusable.getMessage(), unusable);
        }
    }

    private static void register(ServletContext context, Configuration configuration) throws ServletException {
        String path = path(configuration);
        DurableStreamsServlet servlet = new DurableStreamsServlet(options(configuration));
        ServletRegistration.@Nullable Dynamic registration = context.addServlet("durable-streams", servlet);
        if (registration == null || !registration.addMapping(path + "/*").isEmpty()) {
            throw new ServletException("the embedded Durable Streams server: another servlet has the name"
                    + " durable-streams or the path " + path + "/*; set " + PREFIX + "path to another one");
        }
        registration.setAsyncSupported(true);
        registration.setLoadOnStartup(0);
        context.setAttribute(PATH_ATTRIBUTE, path);
        context.setAttribute(TOKEN_ATTRIBUTE, servlet.token());
    }

    private static String path(Configuration configuration) {
        String key = PREFIX + "path";
        String path = configuration.value(key).orElse("/streams");
        String trimmed = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        if (!trimmed.matches("(/[A-Za-z0-9._~-]+)*")) {
            throw Configuration.unusable(key, path, "a path such as /streams");
        }
        return trimmed;
    }

    private static ServerOptions options(Configuration configuration) {
        ServerOptions.Builder options = ServerOptions.builder();
        configuration.duration(PREFIX + "long-poll-timeout").ifPresent(options::longPollTimeout);
        configuration.number(PREFIX + "max-body-bytes").ifPresent(options::maxBodyBytes);
        configuration.number(PREFIX + "max-page-bytes").map(Math::toIntExact).ifPresent(options::maxPageBytes);
        access(configuration).ifPresent(options::access);
        return options.build();
    }

    private static Optional<StreamAccess> access(Configuration configuration) {
        String key = PREFIX + "access";
        return configuration.value(key).map(value -> switch (value) {
            case "none" -> StreamAccess.none();
            case "read" -> StreamAccess.readOnly();
            case "all" -> StreamAccess.everything();
            default -> throw Configuration.unusable(key, value, "none, read or all");
        });
    }
}
