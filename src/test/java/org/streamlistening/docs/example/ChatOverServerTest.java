package org.streamlistening.docs.example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.streamlistening.StreamCompleted;
import org.streamlistening.StreamFailed;
import org.streamlistening.testkit.EnableStreamServer;
import org.streamlistening.testkit.TestApplication;
import org.streamlistening.testkit.TestSession;
import org.streamlistening.testkit.TestStreamServer;

@EnableStreamServer
class ChatOverServerTest {

    private TestApplication application;
    private TestSession session;

    @BeforeEach
    void join(TestStreamServer server) {
        server.create("chat/42");
        application = server.application().start(Chat.class);
        session = application.newSession();
        session.run(() -> application.bean(Chat.class).join("42"));
    }

    private String text() {
        return session.call(() -> application.bean(Chat.class).getText());
    }

    @Test
    void receivesTheWholeStream(TestStreamServer server) {
        server.append("chat/42", new Token("Hello "), new Token("world")).close("chat/42");
        application.probe().awaitNext(StreamCompleted.class);
        assertEquals("Hello world", text());
    }

    @Test
    void losesNothingWhenConnectionsBreak(TestStreamServer server) {
        server.awaitReader("chat/42");
        server.next(2).ofStream("chat/42").reads().answer(503);
        server.next().ofStream("chat/42").reads().drop();
        server.disconnect("chat/42");
        server.append("chat/42", new Token("Hello"));
        application.probe().awaitNext(Token.class);
        assertEquals("Hello", text());
    }

    @Test
    void failsWithoutAccess(TestStreamServer server) {
        server.awaitReader("chat/42");
        server.next().ofStream("chat/42").reads().answer(403);
        server.disconnect("chat/42");
        assertEquals(403, application.probe().awaitNext(StreamFailed.class).httpStatus());
    }
}
