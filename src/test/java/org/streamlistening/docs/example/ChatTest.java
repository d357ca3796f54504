package org.streamlistening.docs.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.streamlistening.Offset;
import org.streamlistening.StreamCompleted;

class ChatTest {

    private final Chat chat = new Chat();

    @Test
    void appendsEachToken() {
        chat.onToken(new Token("Hello "));
        chat.onToken(new Token("world"));
        assertEquals("Hello world", chat.getText());
    }

    @Test
    void isCompleteAtTheEndOfTheStream() {
        chat.onEnd(new StreamCompleted("", "key", "chat/42", Offset.of("17")));
        assertTrue(chat.isComplete());
    }
}
