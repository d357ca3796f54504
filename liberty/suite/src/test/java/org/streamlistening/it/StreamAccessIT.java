package org.streamlistening.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;

/** The StreamAccess bean of the application decides by user, by role and by session. */
@ExtendWith(ArquillianExtension.class)
@EnabledIfSystemProperty(
        named = "arquillian.launch",
        matches = "liberty|payara",
        disabledReason = "its users are configured on Open Liberty and Payara")
class StreamAccessIT {

    private static final String ANONYMOUS = "";
    private static final String ANNA = "anna";
    private static final String EDITOR_BEN = "ben";

    /** Keeps no cookies: each request is a new session. */
    private final HttpClient curl = PlainHttp.client().build();

    private final HttpClient browser =
            PlainHttp.client().cookieHandler(new CookieManager()).build();

    @ArquillianResource
    private URL url;

    @Deployment(testable = false)
    static WebArchive application() {
        return Deployments.server("access.war", "/access", "durable-streams.embedded.enabled=true\n")
                .addClasses(UserAccess.class, Guest.class, GuestServlet.class)
                .addAsWebInfResource(new StringAsset("""
                        <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
                          <login-config>
                            <auth-method>BASIC</auth-method>
                          </login-config>
                          <security-role>
                            <role-name>editor</role-name>
                          </security-role>
                        </web-app>
                        """), "web.xml");
    }

    @Test
    @DisabledIfSystemProperty(
            named = "arquillian.launch",
            matches = "payara",
            disabledReason = "Payara reads the credentials of a request only where a security constraint asks for them")
    void decidesByUserAndRole() throws Exception {
        assertThat(send("PUT", "public/news", EDITOR_BEN)).isEqualTo("201 ");
        assertThat(send("POST", "public/news", EDITOR_BEN)).isEqualTo("204 ");
        assertThat(send("GET", "public/news", ANONYMOUS)).isEqualTo("200 xx");
        assertThat(send("POST", "public/news", ANONYMOUS)).isEqualTo("401 this needs authorization\n");
        assertThat(send("POST", "public/news", ANNA)).isEqualTo("403 this is not permitted\n");
        assertThat(send("DELETE", "public/news", EDITOR_BEN)).isEqualTo("403 this is not permitted\n");

        assertThat(send("PUT", "users/anna/diary", ANNA)).isEqualTo("201 ");
        assertThat(send("GET", "users/anna/diary", ANNA)).isEqualTo("200 x");
        assertThat(send("GET", "users/anna/diary", ANONYMOUS)).isEqualTo("401 this needs authorization\n");
        assertThat(send("DELETE", "users/anna/diary", ANNA)).isEqualTo("204 ");
    }

    @Test
    void decidesByTheSessionOfTheCaller() throws Exception {
        String id = browser.send(
                        HttpRequest.newBuilder(URI.create(url + "guest")).build(), BodyHandlers.ofString())
                .body();
        assertThat(send(browser, "PUT", "guests/" + id, ANONYMOUS)).isEqualTo("201 ");
        assertThat(send(browser, "GET", "guests/" + id, ANONYMOUS)).isEqualTo("200 x");
        assertThat(send(browser, "GET", "guests/another", ANONYMOUS)).isEqualTo("401 this needs authorization\n");
        assertThat(send("GET", "guests/" + id, ANONYMOUS)).isEqualTo("401 this needs authorization\n");
    }

    private String send(String method, String stream, String user) throws IOException, InterruptedException {
        return send(curl, method, stream, user);
    }

    private String send(HttpClient client, String method, String stream, String user)
            throws IOException, InterruptedException {
        String body = method.equals("PUT") || method.equals("POST") ? "x" : "";
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + "streams/" + stream))
                .header("Content-Type", "text/plain")
                .method(method, BodyPublishers.ofString(body));
        login(user).ifPresent(header -> request.header("Authorization", header));
        var response = client.send(request.build(), BodyHandlers.ofString());
        return response.statusCode() + " " + response.body();
    }

    private static Optional<String> login(String user) {
        byte[] credentials = (user + ":" + user + "s-word").getBytes(StandardCharsets.UTF_8);
        return Optional.of("Basic " + Base64.getEncoder().encodeToString(credentials))
                .filter(header -> !user.isEmpty());
    }
}
