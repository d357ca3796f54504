package org.streamlistening.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.jboss.shrinkwrap.api.spec.JavaArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * WARs of one EAR have their own sessions, streams and configuration. The library is in each WAR ({@code own}) or in
 * the lib of the EAR ({@code shared}). Left and right have their own embedded servers; guest uses that of left.
 */
@ExtendWith(ArquillianExtension.class)
class EnterpriseArchiveIT {

    private static final String EMBEDDED = """
            durable-streams.embedded.enabled=true
            durable-streams.embedded.access=all
            """;

    private final String id = UUID.randomUUID().toString();

    @Deployment(name = "own", testable = false)
    static EnterpriseArchive own() {
        return Deployments.enterprise(
                "own.ear",
                withStreamBeans(left("own")),
                withStreamBeans(war("own-right", EMBEDDED)),
                withStreamBeans(guest("own")));
    }

    @Deployment(name = "shared", testable = false)
    static EnterpriseArchive shared() {
        return Deployments.sharing("shared.ear", left("shared"), war("shared-right", EMBEDDED), guest("shared"))
                .addAsLibrary(ShrinkWrap.create(JavaArchive.class, "stream-beans.jar")
                        .addAsManifestResource(new StringAsset(""), "beans.xml")
                        .addClasses(ApplicationStreams.class, SessionStreams.class));
    }

    private static WebArchive war(String name, String configuration) {
        return Deployments.control(name + ".war", configuration)
                .addClasses(WarServlet.class, WarServlet.Snapshot.class, WarStreams.class);
    }

    private static WebArchive left(String packaging) {
        return war(packaging + "-left", EMBEDDED).addClass(GuestAccess.class);
    }

    private static WebArchive guest(String packaging) {
        String url =
                "durable-streams.url=" + Deployments.uri(packaging + "-left").resolve("streams") + "\n";
        return war(packaging + "-guest", url).addClasses(OwnStreamsOnly.class, ClientOverrides.class);
    }

    private static WebArchive withStreamBeans(WebArchive war) {
        return war.addClasses(ApplicationStreams.class, SessionStreams.class);
    }

    private static Browser browser(String packaging, String war) {
        return new Browser(Deployments.uri(packaging + "-" + war));
    }

    private static WarServlet.Snapshot seenFrom(String packaging, String war, Browser session) {
        return new Browser(Deployments.uri(packaging + "-" + war).resolve("war/"), session)
                .look(WarServlet.Snapshot.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"own", "shared"})
    void eachWarHasItsOwnStreams(String packaging) {
        Browser left = browser(packaging, "left");
        Browser right = browser(packaging, "right");
        for (Browser one : List.of(left, right)) {
            one.call("create", "stream", id);
            one.call("listen", "stream", id);
        }
        left.call("append", "stream", id, "from", 0, "to", 5);
        right.call("append", "stream", id, "from", 10, "to", 15);
        Tokens.await(left, 0, 5);
        Tokens.await(right, 10, 15);
        assertThat(left.look().events()).doesNotContain("RETRYING");
        assertThat(right.look().events()).doesNotContain("RETRYING");
    }

    @ParameterizedTest
    @ValueSource(strings = {"own", "shared"})
    void eachWarHasItsOwnConfiguration(String packaging) {
        Browser left = browser(packaging, "left");
        Browser guest = browser(packaging, "guest");
        // The configuration of each WAR names the server, for listeners and for the injected client.
        guest.call("create", "stream", id);
        left.call("listen", "stream", id);
        guest.call("listen", "stream", id);
        guest.call("append", "stream", id, "from", 0, "to", 5);
        Tokens.await(left, 0, 5);
        Tokens.await(guest, 0, 5);
        assertThat(left.look().instance()).isNotEqualTo(guest.look().instance());
        assertThat(browser(packaging, "right")
                        .send("append", "stream", id, "from", 0, "to", 1)
                        .statusCode())
                .isEqualTo(500);
    }

    @ParameterizedTest
    @ValueSource(strings = {"own", "shared"})
    void observersOfOneWarReceiveNothingOfAnother(String packaging) {
        Browser left = browser(packaging, "left");
        Browser right = browser(packaging, "right");
        String ofLeft = "left/" + id;
        String ofRight = "right/" + id;
        left.call("create", "stream", ofLeft);
        right.call("create", "stream", ofRight);
        left.call("listen", "stream", ofLeft);
        right.call("listen", "stream", ofRight);
        left.call("append", "stream", ofLeft, "from", 0, "to", 3);
        right.call("append", "stream", ofRight, "from", 0, "to", 3);
        Tokens.await(left, 0, 3);
        Tokens.await(right, 0, 3);
        WarServlet.Snapshot leftSide = seenFrom(packaging, "left", left);
        WarServlet.Snapshot rightSide = seenFrom(packaging, "right", right);
        assertThat(leftSide.war()).contains(ofLeft).doesNotContain(ofRight);
        assertThat(rightSide.war()).contains(ofRight).doesNotContain(ofLeft);
        assertThat(leftSide.session()).containsExactly(ofLeft);
        assertThat(rightSide.session()).containsExactly(ofRight);
        assertThat(leftSide.application()).contains(ofLeft);
        assertThat(rightSide.application()).contains(ofRight);
        if (packaging.equals("own")) {
            assertThat(leftSide.application()).doesNotContain(ofRight);
        } else {
            assertThat(leftSide.application()).contains(ofRight);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"own", "shared"})
    void sessionsOfOneWarEndWithoutThoseOfAnother(String packaging) {
        Browser left = browser(packaging, "left");
        Browser guest = browser(packaging, "guest");
        left.call("create", "stream", id);
        left.call("listen", "stream", id);
        guest.call("listen", "stream", id);
        left.call("append", "stream", id, "from", 0, "to", 3);
        Tokens.await(left, 0, 3);
        Tokens.await(guest, 0, 3);
        String ended = left.look().instance();
        left.call("invalidate");
        guest.call("append", "stream", id, "from", 3, "to", 6);
        Tokens.await(guest, 0, 6);
        Browser other = browser(packaging, "left");
        assertThat(other.call("ended", "instance", ended)).isEqualTo("true");
        assertThat(other.call("count", "instance", ended)).isEqualTo("3");
        assertThat(browser(packaging, "guest")
                        .call("count", "instance", guest.look().instance()))
                .isEqualTo("6");
    }

    @ParameterizedTest
    @ValueSource(strings = {"own", "shared"})
    void eachWarAuthorizesItsOwnListeners(String packaging) {
        Browser left = browser(packaging, "left");
        Browser guest = browser(packaging, "guest");
        left.call("create", "stream", "private/" + id);
        left.call("listen", "stream", "private/" + id);
        assertThat(guest.send("listen", "stream", "private/" + id).statusCode()).isEqualTo(500);
        left.call("append", "stream", "private/" + id, "from", 0, "to", 3);
        Tokens.await(left, 0, 3);
        assertThat(guest.look().tokens()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"own", "shared"})
    void eachWarProvidesItsOwnOverrides(String packaging) throws Exception {
        Browser left = browser(packaging, "left");
        Browser guest = browser(packaging, "guest");
        String stream = "guests/" + id;
        assertThat(put(packaging, "left", stream)).isEqualTo(401);
        assertThat(put(packaging, "right", stream)).isEqualTo(201);
        guest.call("create", "stream", stream);
        left.call("listen", "stream", stream);
        guest.call("listen", "stream", stream);
        guest.call("append", "stream", stream, "from", ClientOverrides.FIRST, "to", ClientOverrides.FIRST + 3);
        Tokens.await(left, ClientOverrides.FIRST, ClientOverrides.FIRST + 3);
        Tokens.await(guest, 0, 3);
    }

    /** @return the status of the embedded server of a WAR for a caller without authentication */
    private static int put(String packaging, String war, String stream) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        Deployments.uri(packaging + "-" + war).resolve("streams/" + stream))
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.noBody())
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    /** With equal ids, one WAR and its deserialised sessions would get instances of the other. */
    @Test
    void beansOfTwoCopiesOfTheLibraryHaveDifferentIds() {
        List<String> ofLeft = seenFrom("own", "left", browser("own", "left")).identifiers();
        List<String> ofRight = seenFrom("own", "right", browser("own", "right")).identifiers();
        assertThat(ofLeft).hasSizeGreaterThan(1).doesNotContainAnyElementsOf(ofRight);
    }
}
