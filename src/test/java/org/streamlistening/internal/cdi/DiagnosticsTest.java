package org.streamlistening.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.ConversationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.enterprise.inject.spi.EventMetadata;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.faces.lifecycle.ClientWindowScoped;
import jakarta.inject.Inject;
import jakarta.inject.Qualifier;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import jakarta.json.bind.JsonbConfig;
import jakarta.transaction.TransactionScoped;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.io.Serializable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.streamlistening.Logged;
import org.streamlistening.StreamCompleted;
import org.streamlistening.StreamData;
import org.streamlistening.StreamListener;
import org.streamlistening.StreamListening;
import org.streamlistening.internal.testkit.PlainManagedExecutor;
import org.streamlistening.support.Application;

/** The deployment rejects invalid configuration and beans, with a reason. One deliberately wrong bean per test. */
class DiagnosticsTest {

    private static final String URL = "durable-streams.url";

    @BeforeEach
    void configure() {
        System.setProperty(URL, "http://127.0.0.1:1/");
    }

    @AfterEach
    void clear() {
        List.of(URL, "durable-streams.live", "durable-streams.executor", "durable-streams.embedded.enabled")
                .forEach(System::clearProperty);
    }

    @ApplicationScoped
    static class Listens {
        @Inject
        @StreamListening
        StreamListener stream;
    }

    @ApplicationScoped
    static class ListensLeft {
        @Inject
        @StreamListening("left")
        StreamListener stream;
    }

    @ApplicationScoped
    static class ObservesLater {
        void onData(@ObservesAsync @StreamListening StreamData data) {}
    }

    @ApplicationScoped
    static class ObservesAllStreamsLater {
        void onData(@ObservesAsync StreamData data) {}
    }

    @ApplicationScoped
    static class WantsMetadata {
        void onData(@Observes @StreamListening StreamData data, EventMetadata metadata) {}
    }

    @ApplicationScoped
    static class WantsAMap {
        void onData(@Observes @StreamListening Map<String, String> data) {}
    }

    @ConversationScoped
    static class ObservesInAConversation implements Serializable {
        private static final long serialVersionUID = 1;

        void onData(@Observes @StreamListening StreamData data) {}
    }

    @ServerEndpoint("/socket")
    @Dependent
    static class ObservesInAnEndpoint {
        void onData(@Observes @StreamListening StreamData data) {}
    }

    @ServerEndpoint("/socket")
    @ApplicationScoped
    static class ObservesInASharedEndpoint {
        @Inject
        @StreamListening
        StreamListener stream;

        void onData(@Observes @StreamListening StreamData data) {}
    }

    @ApplicationScoped
    static class ObservesAMisspeltListener {
        @Inject
        @StreamListening("left")
        StreamListener left;

        void onData(@Observes @StreamListening("lefft") StreamData data) {}
    }

    public interface Shape {}

    public static class Circle {
        public Circle(int radius) {}
    }

    @ApplicationScoped
    static class ObservesAnInterface {
        void onShape(@Observes @StreamListening Shape shape) {}
    }

    @ApplicationScoped
    static class ObservesWhatNobodyCanMake {
        void onCircles(@Observes @StreamListening List<Circle> circles) {}
    }

    @ApplicationScoped
    static class MakesShapes {
        @Produces
        @StreamListening
        @ApplicationScoped
        Jsonb jsonb() {
            return JsonbBuilder.create(new JsonbConfig().withNullValues(true));
        }
    }

    @SessionScoped
    static class CannotBePassivated {
        @Inject
        @StreamListening
        StreamListener stream;

        void onData(@Observes @StreamListening StreamData data) {}
    }

    @Alternative
    @SessionScoped
    static class NotChosen {
        @Inject
        @StreamListening
        StreamListener stream;

        void onData(@Observes @StreamListening Map<String, String> data) {}
    }

    @Qualifier
    @Retention(RetentionPolicy.RUNTIME)
    @interface Important {}

    @ApplicationScoped
    static class ObservesTheImportant {
        void onData(@Observes @StreamListening @Important StreamData data) {}
    }

    @ApplicationScoped
    static class ObservesAnyOfAStream {
        @Inject
        @StreamListening
        StreamListener stream;

        void onData(@Observes @Any @StreamListening StreamData data) {}
    }

    @ApplicationScoped
    static class ObservesAfterSuccess {
        void onData(@Observes(during = TransactionPhase.AFTER_SUCCESS) @StreamListening StreamData data) {}
    }

    @TransactionScoped
    static class ObservesInATransaction implements Serializable {
        private static final long serialVersionUID = 1;

        void onData(@Observes @StreamListening StreamData data) {}
    }

    @ClientWindowScoped
    static class ObservesInAWindow implements Serializable {
        private static final long serialVersionUID = 1;

        void onData(@Observes @StreamListening StreamData data) {}
    }

    @Dependent
    static class ObservesInAProgrammaticEndpoint extends Endpoint {
        @Override
        public void onOpen(Session session, EndpointConfig config) {}

        void onData(@Observes @StreamListening StreamData data) {}
    }

    public static class Animal {}

    public static class Dog extends Animal {}

    @ApplicationScoped
    static class ObservesBoth {
        void onAnimal(@Observes @StreamListening Animal animal) {}

        void onDog(@Observes @StreamListening Dog dog) {}
    }

    @ApplicationScoped
    static class ObservesEverything {
        void onAnything(@Observes @Any Object event, EventMetadata metadata) {}
    }

    /** An observer that an extension adds has no method. */
    static class Adding implements Extension {
        void add(@Observes AfterBeanDiscovery event) {
            event.<StreamData>addObserverMethod()
                    .beanClass(Adding.class)
                    .observedType(StreamData.class)
                    .addQualifier(StreamListening.Literal.of(""))
                    .async(true)
                    .notifyWith(context -> {});
        }
    }

    @RequestScoped
    public static class ObservesInARequest {

        @Inject
        @StreamListening
        StreamListener stream;

        void onData(@Observes @StreamListening StreamData data) {}

        void onAnyEnd(@Observes StreamCompleted end) {}

        void onSomethingElse(@Observes Integer number) {}
    }

    @Test
    void namesTheMissingKey() {
        System.clearProperty(URL);
        assertThatThrownBy(() -> new Application(Listens.class))
                .hasMessageContaining("DS-001")
                .hasMessageContaining("durable-streams.url")
                .hasMessageContaining("durable-streams.embedded.enabled");
    }

    @Test
    void needsNoServerIfNoBeanListens() {
        System.clearProperty(URL);
        try (Application application = new Application(PlainManagedExecutor.class)) {
            assertThat(application.container().isRunning()).isTrue();
        }
    }

    @Test
    void namesTheInvalidValue() {
        System.setProperty("durable-streams.live", "sometimes");
        assertThatThrownBy(() -> new Application(Listens.class))
                .hasMessageContaining("DS-002")
                .hasMessageContaining("durable-streams.live is 'sometimes'");
    }

    @Test
    void reportsEveryInvalidValue() {
        System.setProperty("durable-streams.live", "sometimes");
        System.setProperty("durable-streams.embedded.enabled", "true");
        System.setProperty("durable-streams.embedded.max-readers", "0");
        System.setProperty("durable-streams.listener.left.timeout", "0s");
        try {
            assertThatThrownBy(() -> new Application(Listens.class, ListensLeft.class))
                    .hasMessageContaining("DS-002: durable-streams.live is 'sometimes'")
                    .hasMessageContaining("DS-002: durable-streams.embedded.max-readers is '0'")
                    .hasMessageContaining("DS-002: durable-streams.listener.left.timeout is '0s'");
        } finally {
            System.clearProperty("durable-streams.embedded.max-readers");
            System.clearProperty("durable-streams.listener.left.timeout");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "timeout",
                "live",
                "transport",
                "max-response-bytes",
                "max-unfinished-bytes",
                "max-nesting",
                "maintenance-timeout",
                "retry.initial-delay",
                "retry.max-delay",
                "observer.retries",
                "handover",
                "handover.patience",
                "delivery.threads",
                "delivery.own-threads",
                "remembered-streams",
                "max-listeners",
                "on-observer-failure",
                "on-undecodable",
                "on-history-gone",
                "on-missing",
                "websocket.origins",
                "listener.left.live",
                "listener.left.timeout",
                "listener.left.on-missing"
            })
    void reportsAnInvalidValueOfEachKey(String name) {
        String key = "durable-streams." + name;
        try {
            // The last two are ids of streams.
            int unusable = name.equals("handover") ? 1 : 3;
            for (String value :
                    List.of("../no such?value", "PT9223372036854775807S!", "-1").subList(0, unusable)) {
                System.setProperty(key, value);
                assertThatThrownBy(() -> new Application(Listens.class, ListensLeft.class))
                        .as(value)
                        .hasMessageContaining("DS-002: " + key + " is '");
            }
            System.setProperty(key, "  ");
            try (Application blank = new Application(Listens.class, ListensLeft.class)) {
                assertThat(blank.container().isRunning()).isTrue();
            }
        } finally {
            System.clearProperty(key);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost:8080/streams",
                "streams.example.org/v1",
                "/streams",
                "streams",
                "//streams.example.org/v1",
                "http:/streams",
                "http:streams",
                "http://",
                "http:///streams",
                "mailto:streams@example.org",
                "ftp://streams.example.org/v1",
                "http://streams.example.org/v1?tenant=1",
                "http://streams.example.org/v1#top",
                "http://streams example.org/v1",
                "https://ann:secret@streams.example.org/v1",
                "https://ann:sec ret@streams.example.org/v1"
            })
    void rejectsAnInvalidBaseUrl(String url) {
        System.setProperty(URL, url);
        assertThatThrownBy(() -> new Application(Listens.class))
                .hasMessageContaining("DS-002: " + URL + " is '")
                .message()
                .doesNotContain("secret", "sec ret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:99999/x", "http://localhost:http/x", "http://[::1]:70000/"})
    void reportsThatThePortIsWrong(String url) {
        System.setProperty(URL, url);
        assertThatThrownBy(() -> new Application(Listens.class))
                .hasMessageContaining("DS-002: " + URL + " is '" + url + "'")
                .hasMessageContaining("the port");
    }

    /** For a value of any type. */
    @ParameterizedTest
    @CsvSource({
        "durable-streams.handover, ../x",
        "durable-streams.handover, a//b",
        "durable-streams.retry.initial-delay, 31s",
        "durable-streams.retry.max-delay, soon",
        "durable-streams.handover.patience, 0s",
        "durable-streams.websocket.origins, here",
        "durable-streams.transport, pigeon",
        "durable-streams.max-nesting, 0",
    })
    void namesKeyAndValue(String key, String value) {
        System.setProperty(key, value);
        try {
            assertThatThrownBy(() -> new Application(Listens.class))
                    .hasMessageContaining("DS-002: " + key + " is '" + value + "'");
        } finally {
            System.clearProperty(key);
        }
    }

    @Test
    void acceptsARetryThatIsShorterThanTheDefault() {
        System.setProperty("durable-streams.retry.max-delay", "100ms");
        try (Application application = new Application(Listens.class)) {
            assertThat(application.container().isRunning()).isTrue();
        } finally {
            System.clearProperty("durable-streams.retry.max-delay");
        }
    }

    /** Open Liberty without its feature mpConfig. */
    @Test
    void reportsThatTheFileOfMicroProfileConfigIsNotRead(@TempDir Path classes) throws Exception {
        Path file = classes.resolve("META-INF/microprofile-config.properties");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "durable-streams.embedded.enabled=true\n");
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader application = new URLClassLoader(
                new java.net.URL[] {classes.toUri().toURL()}, DiagnosticsTest.class.getClassLoader())) {
            thread.setContextClassLoader(application);
            System.setProperty(URL, "nowhere");
            assertThatThrownBy(() -> new Application(Listens.class))
                    .hasMessageContaining("DS-002")
                    .hasMessageContaining("microprofile-config.properties, which is not read")
                    .hasMessageContaining("mpConfig");
            System.clearProperty(URL);
            assertThatThrownBy(() -> new Application(Listens.class))
                    .hasMessageContaining("DS-001")
                    .hasMessageContaining("microprofile-config.properties, which is not read");
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Test
    void rejectsASessionBeanThatCannotBePassivatedTogetherWithAllOtherProblems() {
        System.setProperty("durable-streams.live", "sometimes");
        assertThatThrownBy(() -> new Application(CannotBePassivated.class, WantsAMap.class, ObservesAnInterface.class))
                .hasMessageContaining("DS-013")
                .hasMessageContaining("DS-002: durable-streams.live is 'sometimes'")
                .hasMessageContaining("DS-012")
                .hasMessageContaining("DS-017");
    }

    @Test
    void acceptsABaseUrlInCapitals() {
        System.setProperty(URL, "HTTP://127.0.0.1:1/");
        try (Application application = new Application(Listens.class)) {
            assertThat(application.container().isRunning()).isTrue();
        }
    }

    @Test
    void rejectsAnAsynchronousObserver() {
        assertThatThrownBy(() -> new Application(ObservesLater.class))
                .hasMessageContaining("DS-010")
                .hasMessageContaining("ObservesLater.onData")
                .hasMessageContaining("use @Observes");
    }

    @Test
    void rejectsAnAsynchronousObserverOfAllListeners() {
        assertThatThrownBy(() -> new Application(ObservesAllStreamsLater.class))
                .hasMessageContaining("DS-010")
                .hasMessageContaining("ObservesAllStreamsLater.onData");
    }

    @Test
    void rejectsAnObserverWithMetadata() {
        assertThatThrownBy(() -> new Application(WantsMetadata.class))
                .hasMessageContaining("DS-011")
                .hasMessageContaining("WantsMetadata.onData");
    }

    @Test
    void rejectsAPayloadWithTypeParameters() {
        assertThatThrownBy(() -> new Application(WantsAMap.class))
                .hasMessageContaining("DS-012")
                .hasMessageContaining("java.util.Map<java.lang.String, java.lang.String>");
    }

    @Test
    void rejectsASessionBeanThatCannotBePassivated() {
        assertThatThrownBy(() -> new Application(CannotBePassivated.class))
                .hasMessageContaining("DS-013")
                .hasMessageContaining("CannotBePassivated")
                .hasMessageContaining("Serializable");
    }

    @Test
    void rejectsAnObserverInABeanOfAConversation() {
        assertThatThrownBy(() -> new Application(ObservesInAConversation.class))
                .hasMessageContaining("DS-014")
                .hasMessageContaining("ObservesInAConversation.onData")
                .hasMessageContaining("@SessionScoped");
    }

    @Test
    void rejectsAnObserverInAnEndpointWithAnInstancePerConnection() {
        assertThatThrownBy(() -> new Application(ObservesInAnEndpoint.class))
                .hasMessageContaining("DS-015")
                .hasMessageContaining("ObservesInAnEndpoint.onData")
                .hasMessageContaining("@ApplicationScoped");
    }

    @Test
    void allowsAnObserverInAnApplicationScopedEndpoint() {
        try (Application application = new Application(ObservesInASharedEndpoint.class)) {
            assertThat(application.container().isRunning()).isTrue();
        }
    }

    private static List<String> warnings(Class<?>... classes) {
        try (Logged logged = Logged.warnings();
                Application application = new Application(classes)) {
            assertThat(application.container().isRunning()).isTrue();
            return logged.sentences();
        }
    }

    @Test
    void warnsOfAListenerNameThatNoBeanInjects() {
        List<String> logged = warnings(ObservesAMisspeltListener.class);
        assertThat(logged)
                .singleElement()
                .asString()
                .contains("DS-016", "ObservesAMisspeltListener.onData", "\"lefft\"", "\"left\"");
    }

    @Test
    void warnsOfAKeyThatDoesNotExist() {
        System.setProperty("durable-streams.retry.max-dealy", "1s");
        try {
            assertThat(warnings(Listens.class))
                    .singleElement()
                    .asString()
                    .contains(
                            "DS-055",
                            "durable-streams.retry.max-dealy",
                            "did you mean durable-streams.retry.max-delay?");
        } finally {
            System.clearProperty("durable-streams.retry.max-dealy");
        }
    }

    @Test
    void warnsOfAnObserverWithANewInstanceForEachMessage() {
        List<String> logged = warnings(ObservesInARequest.class);
        assertThat(logged)
                .hasSize(2)
                .anySatisfy(text -> assertThat(text).contains("DS-028", "ObservesInARequest.onData", "@SessionScoped"))
                .anySatisfy(text -> assertThat(text).contains("DS-028", "ObservesInARequest.onAnyEnd"));
    }

    @Test
    void rejectsAPayloadThatIsAbstract() {
        assertThatThrownBy(() -> new Application(ObservesAnInterface.class))
                .hasMessageContaining("DS-017")
                .hasMessageContaining("ObservesAnInterface.onShape")
                .hasMessageContaining("@JsonbTypeInfo");
    }

    @Test
    void rejectsAPayloadThatCannotBeConstructed() {
        assertThatThrownBy(() -> new Application(ObservesWhatNobodyCanMake.class))
                .hasMessageContaining("DS-017")
                .hasMessageContaining(Circle.class.getName())
                .hasMessageContaining("@JsonbCreator");
    }

    @Test
    void acceptsAnyPayloadWithAJsonBindingOfTheApplication() {
        try (Application application = new Application(ObservesWhatNobodyCanMake.class, MakesShapes.class)) {
            assertThat(application.container().isRunning()).isTrue();
        }
    }

    @Test
    void ignoresAnAlternativeThatIsNotSelected() {
        System.clearProperty(URL);
        assertThat(warnings(NotChosen.class)).isEmpty();
    }

    @Test
    void rejectsAnObserverWithAFurtherQualifier() {
        assertThatThrownBy(() -> new Application(ObservesTheImportant.class))
                .hasMessageContaining("DS-019")
                .hasMessageContaining("ObservesTheImportant.onData")
                .hasMessageContaining("@Important");
    }

    @Test
    void allowsAny() {
        assertThat(warnings(ObservesAnyOfAStream.class)).isEmpty();
    }

    @Test
    void rejectsAnObserverThatWaitsForATransaction() {
        assertThatThrownBy(() -> new Application(ObservesAfterSuccess.class))
                .hasMessageContaining("DS-019")
                .hasMessageContaining("ObservesAfterSuccess.onData")
                .hasMessageContaining("@Transactional");
    }

    @Test
    void rejectsObserversInScopesThatADeliveryDoesNotHave() {
        assertThatThrownBy(() -> new Application(ObservesInATransaction.class, ObservesInAWindow.class))
                .hasMessageContaining("DS-014")
                .hasMessageContaining("ObservesInATransaction.onData")
                .hasMessageContaining("ObservesInAWindow.onData");
    }

    @Test
    void rejectsAnObserverInAProgrammaticEndpoint() {
        assertThatThrownBy(() -> new Application(ObservesInAProgrammaticEndpoint.class))
                .hasMessageContaining("DS-015")
                .hasMessageContaining("ObservesInAProgrammaticEndpoint.onData");
    }

    @Test
    void rejectsAPayloadThatIsAlwaysDecodedToItsSupertype() {
        assertThatThrownBy(() -> new Application(ObservesBoth.class))
                .hasMessageContaining("DS-017")
                .hasMessageContaining(Dog.class.getName())
                .hasMessageContaining(Animal.class.getName())
                .hasMessageContaining("@JsonbTypeInfo");
    }

    @Test
    void warnsOfAnUnqualifiedObserverThatEventsOfStreamsDoNotReach() {
        assertThat(warnings(Listens.class, ObservesEverything.class))
                .singleElement()
                .asString()
                .contains("DS-011", "ObservesEverything.onAnything");
    }

    @Test
    void ignoresAnObserverOfAllEventsInAnApplicationWithoutStreams() {
        assertThat(warnings(ObservesEverything.class)).isEmpty();
    }

    @Test
    void rejectsAnObserverThatAnExtensionAddsToo() {
        assertThatThrownBy(() -> new Application(List.of(new Adding()), Listens.class))
                .hasMessageContaining("DS-010")
                .hasMessageContaining("Adding");
    }

    @Test
    void reportsAllProblemsAtOnce() {
        assertThatThrownBy(() -> new Application(ObservesLater.class, WantsAMap.class))
                .hasMessageContaining("DS-010")
                .hasMessageContaining("DS-012");
    }
}
