package org.streamlistening.docs.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.inject.Inject;
import java.time.Duration;
import org.jboss.weld.junit5.auto.AddExtensions;
import org.jboss.weld.junit5.auto.EnableAutoWeld;
import org.junit.jupiter.api.Test;
import org.streamlistening.StreamStatus;
import org.streamlistening.testkit.StreamEvents;
import org.streamlistening.testkit.StreamEventsExtension;

@EnableAutoWeld
@AddExtensions(StreamEventsExtension.class)
class ChatEventsTest {

    @Inject
    StreamEvents events;

    @Inject
    Chat chat;

    @Test
    void appendsEachToken() {
        chat.join("42");
        events.listener().fire(new Token("Hello "), new Token("world"));
        events.listener().complete();
        assertEquals("Hello world", chat.getText());
        assertTrue(chat.isComplete());
    }

    @Test
    void listensAgainAfterAnInterruption() {
        chat.join("42");
        events.listener().interrupt();
        assertEquals(StreamStatus.RETRYING, events.listener().status());
        events.advance(Duration.ofSeconds(30));
        assertEquals(StreamStatus.LIVE, events.listener().status());
    }
}
