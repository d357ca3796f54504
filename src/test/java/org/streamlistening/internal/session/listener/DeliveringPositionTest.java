package org.streamlistening.internal.session.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.streamlistening.Delivering;
import org.streamlistening.ListenOptions;
import org.streamlistening.ObserverFailurePolicy;
import org.streamlistening.StreamData;
import org.streamlistening.StreamListener;
import org.streamlistening.StreamListening;
import org.streamlistening.StreamMessage;
import org.streamlistening.StreamPosition;
import org.streamlistening.StreamStatus;
import org.streamlistening.StreamStatusChanged;
import org.streamlistening.client.CreateOptions;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.client.ReadOptions;
import org.streamlistening.client.StreamBatch;
import org.streamlistening.client.StreamContent;
import org.streamlistening.client.StreamReader;
import org.streamlistening.support.Application;
import org.streamlistening.support.ConfiguredServer;

/** The position behind each message, batch and event, in an application on Weld: the next message is read from there. */
class DeliveringPositionTest {

    private ConfiguredServer server;
    private DurableStreamsClient writer;
    private Application application;
    private Application.Session session;

    /** A delivery and the position that its observer got. */
    public record Delivered(String what, StreamPosition behind) implements Serializable {}

    /** Records deliveries with their positions. */
    @SessionScoped
    public static class Recorder implements Serializable {

        private static final long serialVersionUID = 1;

        private final List<Delivered> messages = new CopyOnWriteArrayList<>();
        private final List<Delivered> batches = new CopyOnWriteArrayList<>();
        private final List<Delivered> changes = new CopyOnWriteArrayList<>();
        private volatile String fails = "";
        private volatile String stopsAt = "";

        @Inject
        @StreamListening
        StreamListener stream;

        void onMessage(@Observes @StreamListening StreamMessage message, @Delivering StreamPosition behind) {
            if (message.text().equals(fails)) {
                fails = "";
                throw new IllegalStateException("fails once");
            }
            messages.add(new Delivered(message.text(), behind));
            if (message.text().equals(stopsAt)) {
                stream.stop();
            }
        }

        void onBatch(@Observes @StreamListening StreamData data, @Delivering StreamPosition behind) {
            batches.add(new Delivered(
                    String.join(
                            "",
                            data.messages().stream().map(StreamMessage::text).toList()),
                    behind));
        }

        void onChange(@Observes @StreamListening StreamStatusChanged change, @Delivering StreamPosition behind) {
            changes.add(new Delivered(change.status().name(), behind));
        }

        public List<Delivered> messages() {
            return new ArrayList<>(messages);
        }

        public List<Delivered> batches() {
            return new ArrayList<>(batches);
        }

        public List<Delivered> changes() {
            return new ArrayList<>(changes);
        }

        public void listen(String streamId, ListenOptions options) {
            stream.listen(streamId, options);
        }

        public StreamStatus status() {
            return stream.getStatus();
        }

        public void failOnce(String text) {
            fails = text;
        }

        public void stopAt(String text) {
            stopsAt = text;
        }
    }

    @BeforeEach
    void start() {
        server = new ConfiguredServer();
        writer = server.writer();
        application = new Application(Recorder.class);
        session = application.session();
    }

    @AfterEach
    void stop() {
        application.close();
        server.close();
    }

    private Recorder recorder() {
        return session.bean(Recorder.class);
    }

    private void listen(String streamId, ListenOptions options) {
        session.run(() -> recorder().listen(streamId, options));
    }

    private void awaitMessages(int count) {
        await().until(() -> session.request(() -> recorder().messages().size() >= count));
    }

    private List<Delivered> messages() {
        return session.request(() -> recorder().messages());
    }

    private static List<String> texts(List<Delivered> deliveries) {
        return deliveries.stream().map(Delivered::what).toList();
    }

    /** All that the stream has behind a position, joined, since bytes have no boundaries. */
    private String rest(String streamId, StreamPosition from) {
        StringBuilder rest = new StringBuilder();
        try (StreamReader reader = writer.open(streamId, ReadOptions.catchUp().from(from))) {
            StreamBatch batch;
            do {
                batch = reader.next();
                batch.messages().forEach(message -> rest.append(message.text()));
            } while (!batch.upToDate());
        }
        return rest.toString();
    }

    private void assertEachIsFollowedByTheRest(String streamId, List<Delivered> deliveries) {
        for (int index = 0; index < deliveries.size(); index++) {
            String rest = String.join("", texts(deliveries.subList(index + 1, deliveries.size())));
            assertThat(rest(streamId, deliveries.get(index).behind())).isEqualTo(rest);
        }
    }

    @Test
    void theRestOfAJsonStreamFollowsEachMessageAndEachBatch() {
        writer.create("json", CreateOptions.json());
        writer.append("json", StreamContent.json("[1,2,3]"));
        writer.append("json", StreamContent.json("4"));
        listen("json", ListenOptions.defaults());
        awaitMessages(4);
        writer.append("json", StreamContent.json("[5,6]"));
        awaitMessages(6);
        assertThat(texts(messages())).containsExactly("1", "2", "3", "4", "5", "6");
        assertEachIsFollowedByTheRest("json", messages());
        assertEachIsFollowedByTheRest("json", session.request(() -> recorder().batches()));
    }

    @Test
    void theRestOfAStreamOfBytesFollowsEachMessage() {
        writer.create("bytes", CreateOptions.defaults().contentType("text/plain"));
        writer.append("bytes", StreamContent.text("ab"));
        listen("bytes", ListenOptions.defaults());
        awaitMessages(1);
        writer.append("bytes", StreamContent.text("cde"));
        awaitMessages(2);
        assertEachIsFollowedByTheRest("bytes", messages());
    }

    @Test
    void aListenerGoesOnBehindAMessage() {
        writer.create("json", CreateOptions.json());
        writer.append("json", StreamContent.json("[1,2,3,4]"));
        listen("json", ListenOptions.defaults());
        awaitMessages(4);
        StreamPosition second = messages().get(1).behind();
        listen("json", ListenOptions.from(second));
        awaitMessages(6);
        assertThat(texts(messages())).containsExactly("1", "2", "3", "4", "3", "4");
        assertThat(messages().subList(4, 6)).isEqualTo(messages().subList(2, 4));
    }

    @Test
    void aRepeatedMessageHasTheSamePosition() {
        writer.create("json", CreateOptions.json());
        writer.append("json", StreamContent.json("[1,2,3]"));
        session.run(() -> recorder().failOnce("2"));
        listen("json", ListenOptions.defaults().onObserverFailure(ObserverFailurePolicy.RETRY));
        awaitMessages(3);
        assertEachIsFollowedByTheRest("json", messages());
    }

    @Test
    void anEventHasThePositionFromWhichTheListenerGoesOn() {
        writer.create("json", CreateOptions.json());
        writer.append("json", StreamContent.json("[1,2,3]"));
        session.run(() -> recorder().stopAt("2"));
        listen("json", ListenOptions.defaults());
        await().until(() -> session.request(() -> recorder().status() == StreamStatus.STOPPED));
        List<Delivered> changes = session.request(() -> recorder().changes());
        // The observer that stopped the listener had not returned, so the second message comes again.
        assertThat(texts(changes)).last().isEqualTo("STOPPED");
        assertThat(rest("json", changes.get(changes.size() - 1).behind())).isEqualTo("23");
        assertThat(texts(messages())).containsExactly("1", "2");
    }

    @Test
    void noMessageIsDeliveredOutsideOfADelivery() {
        Instance<StreamPosition> delivering =
                application.container().select(StreamPosition.class, Delivering.Literal.INSTANCE);
        assertThatThrownBy(delivering::get).hasStackTraceContaining("DS-024");
    }
}
