package org.streamlistening.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.streamlistening.server.StreamAccess.Operation.CREATE;
import static org.streamlistening.server.StreamAccess.Operation.DELETE;
import static org.streamlistening.server.StreamAccess.Operation.READ;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.inject.spi.DeploymentException;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.Principal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.streamlistening.client.CreateOptions;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.client.StreamNotFoundException;
import org.streamlistening.internal.testkit.PlainManagedExecutor;
import org.streamlistening.server.JettyServer;
import org.streamlistening.server.StreamAccess;
import org.streamlistening.support.Application;

/** A bean of the application authorizes requests to the embedded server: Weld and Jetty as one application. */
class AccessBeanTest {

    private static final String ENABLED = "durable-streams.embedded.enabled";
    private static final String ACCESS = "durable-streams.embedded.access";

    private final HttpClient client = HttpClient.newHttpClient();
    private Application application;
    private JettyServer server;

    @BeforeEach
    void switchOn() {
        System.setProperty(ENABLED, "true");
        // The bean decides, although the configuration permits everything.
        System.setProperty(ACCESS, "all");
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
            if (application.container().isRunning()) {
                application.close();
            }
        }
        System.clearProperty(ENABLED);
        System.clearProperty(ACCESS);
    }

    /** Takes user and role from request headers. */
    static final class LogIn extends HttpFilter {

        private static final long serialVersionUID = 1;

        @Override
        protected void doFilter(
                HttpServletRequest request,
                jakarta.servlet.http.HttpServletResponse response,
                jakarta.servlet.FilterChain chain)
                throws IOException, jakarta.servlet.ServletException {
            String user = request.getHeader("User");
            chain.doFilter(
                    new HttpServletRequestWrapper(request) {
                        @Override
                        public Principal getUserPrincipal() {
                            return user == null ? null : () -> user;
                        }

                        @Override
                        public boolean isUserInRole(String role) {
                            return role.equals(request.getHeader("Role"));
                        }
                    },
                    response);
        }
    }

    /** All callers read public streams, users do everything with their own streams, and editors write all streams. */
    @ApplicationScoped
    static class House implements StreamAccess {

        final List<String> checks = new CopyOnWriteArrayList<>();

        @Override
        public boolean permits(Operation operation, String streamId, HttpServletRequest request) {
            checks.add(operation + " " + streamId);
            Principal user = request.getUserPrincipal();
            return (operation == READ && streamId.startsWith("public/"))
                    || (user != null && streamId.startsWith("users/" + user.getName() + "/"))
                    || (operation != DELETE && request.isUserInRole("editor"));
        }

        List<String> checks() {
            return checks;
        }
    }

    /** Rejects every request. */
    @ApplicationScoped
    static class Closed implements StreamAccess {
        @Override
        public boolean permits(Operation operation, String streamId, HttpServletRequest request) {
            return false;
        }
    }

    /** Fails for every request. */
    @ApplicationScoped
    static class Failing implements StreamAccess {
        @Override
        public boolean permits(Operation operation, String streamId, HttpServletRequest request) {
            throw new IllegalStateException("the user database is away");
        }
    }

    /** A dependent bean: the library must destroy its instance. */
    @Dependent
    static class Owned implements StreamAccess {

        static final List<Owned> DESTROYED = new ArrayList<>();

        @Override
        public boolean permits(Operation operation, String streamId, HttpServletRequest request) {
            return operation == CREATE;
        }

        @PreDestroy
        void destroy() {
            DESTROYED.add(this);
        }
    }

    @Test
    void decidesByOperationAndStreamAndUserAndRole() {
        start(House.class);
        assertThat(send("PUT", "public/news", "User", "ben", "Role", "editor").statusCode())
                .isEqualTo(201);
        assertThat(send("POST", "public/news", "Role", "editor").statusCode()).isEqualTo(204);
        assertThat(send("GET", "public/news").body()).isEqualTo("xx");
        assertThat(send("HEAD", "public/news").statusCode()).isEqualTo(200);
        assertThat(send("PUT", "users/anna/1", "User", "anna").statusCode()).isEqualTo(201);
        assertThat(send("GET", "users/anna/1", "User", "anna").statusCode()).isEqualTo(200);

        assertRejected(send("POST", "public/news"), 401, "this needs authorization");
        assertRejected(send("DELETE", "public/news", "User", "ben", "Role", "editor"), 403, "this is not permitted");
        assertRejected(send("GET", "users/anna/1"), 401, "this needs authorization");
        assertRejected(send("GET", "users/anna/1", "User", "ben"), 403, "this is not permitted");
        // The response does not reveal whether the stream exists.
        assertRejected(send("GET", "users/anna/2", "User", "ben"), 403, "this is not permitted");
        assertThat(send("GET", "public/news").body()).isEqualTo("xx");
        assertThat(send("DELETE", "users/anna/1", "User", "anna").statusCode()).isEqualTo(204);
    }

    @Test
    void isCalledWithTheDecodedIdAndTheSourceOfAFork() {
        start(House.class);
        assertThat(send("PUT", "users/anna/%C3%A9", "User", "anna").statusCode())
                .isEqualTo(201);
        HttpResponse<String> fork =
                send("PUT", "users/ben/1", "User", "ben", "Stream-Forked-From", "/streams/users/anna/%C3%A9");
        assertRejected(fork, 403, "this is not permitted");
        assertThat(application.container().select(House.class).get().checks())
                .containsExactly(CREATE + " users/anna/é", CREATE + " users/ben/1", READ + " users/anna/é");
    }

    @Test
    void isNotCalledForTheApplicationItself() {
        start(Closed.class);
        try (DurableStreamsClient own = server.client()) {
            assertThat(own.create("a", CreateOptions.defaults()).isNew()).isTrue();
        }
        assertRejected(send("GET", "a"), 401, "this needs authorization");
    }

    @Test
    void noSharedCacheKeepsAResponseThatItPermits() {
        start(House.class);
        send("PUT", "public/news", "Role", "editor");
        assertThat(send("GET", "public/news").headers().firstValue("Cache-Control"))
                .hasValueSatisfying(value -> assertThat(value).startsWith("private"));
    }

    @Test
    void permitsNothingWhenItFails() {
        start(Failing.class);
        assertRejected(send("PUT", "a"), 500, "the server failed");
        try (DurableStreamsClient own = server.client()) {
            assertThatThrownBy(() -> own.head("a")).isInstanceOf(StreamNotFoundException.class);
        }
    }

    @Test
    void isDestroyedWithTheApplicationIfItIsDependent() {
        start(Owned.class);
        assertThat(send("PUT", "a").statusCode()).isEqualTo(201);
        assertRejected(send("POST", "a"), 401, "this needs authorization");
        assertThat(Owned.DESTROYED).isEmpty();
        application.close();
        assertThat(Owned.DESTROYED).hasSize(1);
    }

    @Test
    void theConfigurationDecidesWithoutAnAccessBean() {
        start();
        assertThat(send("PUT", "a").statusCode()).isEqualTo(201);
    }

    @Test
    void rejectsTwoAccessBeans() {
        assertThatThrownBy(() -> new Application(House.class, Closed.class))
                .hasMessageContaining("DS-018")
                .hasMessageContaining("House")
                .hasMessageContaining("Closed");
    }

    /** In a WAR that shares the library, the deployment of the library does not contain these beans. */
    @Test
    void rejectsTwoAccessBeansOfAnExtension() {
        Weld beans = new Weld().disableDiscovery().beanClasses(House.class, Closed.class);
        try (WeldContainer container = beans.initialize()) {
            assertThatThrownBy(() -> new AccessBean(container.getBeanManager()))
                    .isInstanceOf(DeploymentException.class)
                    .hasMessageContaining("DS-018")
                    .hasMessageContaining("House")
                    .hasMessageContaining("Closed");
        }
    }

    /** In the order of a container: the servlet context, the beans, the event of the start. */
    private void start(Class<?>... beans) {
        server = JettyServer.startApplication(event -> {
            ServletContext context = event.getServletContext();
            FilterRegistration.Dynamic logIn = context.addFilter("log in", new LogIn());
            logIn.setAsyncSupported(true);
            logIn.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
            Class<?>[] all = Arrays.copyOf(beans, beans.length + 1);
            all[beans.length] = PlainManagedExecutor.class;
            application = new Application(all);
            application
                    .container()
                    .getBeanManager()
                    .getEvent()
                    .select(Object.class, Initialized.Literal.of(ApplicationScoped.class))
                    .fire(context);
        });
    }

    private HttpResponse<String> send(String method, String stream, String... headers) {
        String body = method.equals("PUT") || method.equals("POST") ? "x" : "";
        HttpRequest.Builder request = HttpRequest.newBuilder(server.uri("/streams/" + stream))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .header("Content-Type", "text/plain");
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static void assertRejected(HttpResponse<String> response, int status, String reason) {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).isEqualTo(reason + "\n");
    }
}
