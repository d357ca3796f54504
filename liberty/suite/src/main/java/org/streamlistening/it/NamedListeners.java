package org.streamlistening.it;

import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.bind.annotation.JsonbSubtype;
import jakarta.json.bind.annotation.JsonbTypeInfo;
import java.io.Serializable;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.streamlistening.Delivering;
import org.streamlistening.DeliveryFailed;
import org.streamlistening.ListenOptions;
import org.streamlistening.MissingStreamPolicy;
import org.streamlistening.StreamListener;
import org.streamlistening.StreamListeners;
import org.streamlistening.StreamListening;
import org.streamlistening.UndecodablePolicy;

/** A session with listeners of several names and payload types, which records each event as a text. */
@SessionScoped
public class NamedListeners implements Serializable {

    private static final long serialVersionUID = 1;

    @Inject
    @StreamListening("tab")
    private StreamListeners tabs;

    @Inject
    @StreamListening("chat")
    private StreamListener chat;

    @Inject
    @StreamListening("batch")
    private StreamListener batch;

    @Inject
    @StreamListening("raw")
    private StreamListener raw;

    private final Queue<String> received = new ConcurrentLinkedQueue<>();

    /** An event in a chat. */
    @JsonbTypeInfo({@JsonbSubtype(alias = "said", type = Said.class), @JsonbSubtype(alias = "left", type = Left.class)})
    public interface ChatEvent {}

    /** A user said something. */
    public static class Said implements ChatEvent {
        public String text;
    }

    /** A user left. */
    public static class Left implements ChatEvent {
        public String user;
    }

    void onTab(@Observes @StreamListening("tab") Token token, @Delivering StreamListener tab) {
        received.add(tab.getName() + " " + token.index());
    }

    void onSaid(@Observes @StreamListening("chat") Said said) {
        received.add("said " + said.text);
    }

    void onLeft(@Observes @StreamListening("chat") Left left) {
        received.add("left " + left.user);
    }

    void onBatch(@Observes @StreamListening("batch") List<Token> tokens) {
        received.add("batch " + tokens.stream().map(Token::index).toList());
    }

    void onToken(@Observes @StreamListening("raw") Token token) {
        received.add("token " + token.index());
    }

    void onText(@Observes @StreamListening("raw") String text) {
        received.add("text " + text);
    }

    void onJson(@Observes @StreamListening("batch") JsonObject json) {
        received.add("json " + json.getInt("index"));
    }

    void onFailure(@Observes @StreamListening("raw") DeliveryFailed failure) {
        received.add(failure.consequence().name());
    }

    void listen(String listener, String stream) {
        switch (listener) {
            case "chat" -> chat.listen(stream);
            case "batch" -> batch.listen(stream);
            case "raw" ->
                raw.listen(
                        stream,
                        ListenOptions.defaults()
                                .onUndecodable(UndecodablePolicy.RAW)
                                .onMissing(MissingStreamPolicy.WAIT));
            default -> tabs.open(listener).listen(stream);
        }
    }

    void close(String tab) {
        tabs.close(tab);
    }

    List<String> received() {
        return List.copyOf(received);
    }
}
