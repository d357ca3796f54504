package org.streamlistening.docs.example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.enterprise.context.SessionScoped;
import java.lang.reflect.Proxy;
import org.jboss.weld.junit.MockBean;
import org.jboss.weld.junit5.EnableWeld;
import org.jboss.weld.junit5.WeldInitiator;
import org.jboss.weld.junit5.WeldSetup;
import org.junit.jupiter.api.Test;
import org.streamlistening.StreamListener;
import org.streamlistening.StreamListening;

@EnableWeld
class ChatEventsTest {

    private static final StreamListening QUALIFIER = StreamListening.Literal.of("");

    @WeldSetup
    WeldInitiator weld = WeldInitiator.from(Chat.class)
            .addBeans(MockBean.builder()
                    .types(StreamListener.class)
                    .qualifiers(QUALIFIER)
                    .creating(listener())
                    .build())
            .activate(SessionScoped.class)
            .build();

    /** A listener without effect; a mocking library can create it too. */
    private static StreamListener listener() {
        return (StreamListener) Proxy.newProxyInstance(
                StreamListener.class.getClassLoader(),
                new Class<?>[] {StreamListener.class},
                (proxy, method, arguments) -> null);
    }

    @Test
    void receivesTheMessagesOfItsListener() {
        weld.event().select(Token.class, QUALIFIER).fire(new Token("Hello"));
        assertEquals("Hello", weld.select(Chat.class).get().getText());
    }
}
