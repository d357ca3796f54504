package org.streamlistening.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.inject.Inject;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;
import org.jboss.weld.junit5.auto.ActivateScopes;
import org.jboss.weld.junit5.auto.AddBeanClasses;
import org.jboss.weld.junit5.auto.AddExtensions;
import org.jboss.weld.junit5.auto.EnableAutoWeld;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.streamlistening.Delivering;
import org.streamlistening.StreamListener;
import org.streamlistening.StreamListeners;
import org.streamlistening.StreamListening;
import org.streamlistening.consumer.StreamConsuming;
import org.streamlistening.internal.cdi.DurableStreamsExtension;

/** Events without a server, beside other contexts and extensions of the container. */
class StreamEventsContainerTest {

    public record Token(String text) {}

    @SessionScoped
    static class Tabs implements Serializable {

        private static final long serialVersionUID = 1;

        @Inject
        @StreamListening("tab")
        StreamListeners tabs;

        private final List<String> texts = new ArrayList<>();

        void open(String tab) {
            tabs.open(tab).listen("chat/" + tab);
        }

        boolean close(String tab) {
            return tabs.close(tab);
        }

        void onToken(@Observes @StreamListening("tab") Token token, @Delivering StreamListener tab) {
            texts.add(tab.getName() + ":" + token.text());
        }

        List<String> texts() {
            return texts;
        }
    }

    @RequestScoped
    static class Request {

        private final String id = UUID.randomUUID().toString();

        String id() {
            return id;
        }
    }

    @ApplicationScoped
    static class Audit {

        @Inject
        Request request;

        private final List<String> requests = new ArrayList<>();
        private final List<Integer> batches = new ArrayList<>();

        void onToken(@Observes @StreamConsuming("audit") Token token) {
            requests.add(request.id());
        }

        void onBatch(@Observes @StreamConsuming("audit") List<Token> tokens) {
            batches.add(tokens.size());
        }

        List<String> requests() {
            return requests;
        }

        List<Integer> batches() {
            return batches;
        }
    }

    @ApplicationScoped
    static class Wrong {

        void onToken(@ObservesAsync @StreamListening Token token) {}
    }

    /** weld-junit has a session and a request of its own. */
    @Nested
    @EnableAutoWeld
    @AddExtensions(StreamEventsExtension.class)
    @ActivateScopes({SessionScoped.class, RequestScoped.class})
    @AddBeanClasses({Tabs.class, Audit.class, Request.class})
    class InTheContextsOfWeldJunit {

        @Inject
        StreamEvents events;

        @Inject
        Tabs tabs;

        @Test
        void listenersThatABeanOpensReceiveTheirStreams() {
            tabs.open("left");
            tabs.open("right");
            events.listener("tab/left").fire(new Token("a"));
            events.listener("tab/right").fire(new Token("b"));
            assertThat(tabs.texts()).containsExactly("tab/left:a", "tab/right:b");
            assertThat(tabs.close("left")).isTrue();
            assertThatThrownBy(() -> events.listener("tab/left")).hasMessageContaining("tab/left");
        }
    }

    /** The test has a session, and each message a request. */
    @Nested
    @EnableAutoWeld
    @AddExtensions(StreamEventsExtension.class)
    @AddBeanClasses({Tabs.class, Audit.class, Request.class})
    class InItsOwnContexts {

        @Inject
        StreamEvents events;

        @Inject
        Tabs tabs;

        @Inject
        Audit audit;

        @Test
        void theSessionIsThatOfTheTest() {
            tabs.open("left");
            events.listener("tab/left").fire(new Token("a"));
            assertThat(tabs.texts()).containsExactly("tab/left:a");
        }

        @Test
        void eachMessageHasARequestAndTheBatchIsOne() {
            events.consumer("audit").fire(new Token("a"), new Token("b"), new Token("c"));
            assertThat(audit.requests()).hasSize(3).doesNotHaveDuplicates();
            assertThat(audit.batches()).containsExactly(3);
        }
    }

    private static WeldContainer start(Extension extension, Class<?> bean) {
        return new Weld()
                .disableDiscovery()
                .addExtension(new StreamEventsExtension())
                .addExtension(extension)
                .addBeanClass(bean)
                .initialize();
    }

    private static final class None implements Extension {}

    @Test
    void mistakesHaveTheirNumbers() {
        assertThatThrownBy(() -> start(new None(), Wrong.class)).hasMessageContaining("DS-010");
    }

    @Test
    void theLibraryItselfMustNotBeThere() {
        assertThatThrownBy(() -> start(new DurableStreamsExtension(), Tabs.class))
                .hasMessageContaining("StreamEventsExtension replaces the library");
    }
}
