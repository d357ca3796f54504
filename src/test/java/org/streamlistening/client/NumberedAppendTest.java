package org.streamlistening.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.streamlistening.StreamMessage;
import org.streamlistening.server.OwnServer;
import org.streamlistening.server.ServerOptions;

/** Single requests of an idempotent producer, numbered by their writer, against the embedded server. */
class NumberedAppendTest {

    private static final ProducerSequence FIRST = new ProducerSequence("p", 3, 0);

    private final OwnServer server = new OwnServer(ServerOptions.builder().build());
    private final DurableStreamsClient client = server.client();

    @BeforeEach
    void create() {
        client.create("s", CreateOptions.json());
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    @Test
    void storesARepeatedRequestOnce() {
        ProducedBatch written = client.append("s", json("1"), FIRST);
        ProducedBatch again = client.append("s", json("1"), FIRST);
        client.append("s", json("2"), FIRST.next());
        assertThat(written.duplicate()).isFalse();
        assertThat(written.epoch()).isEqualTo(3);
        assertThat(written.seq()).isZero();
        assertThat(again.duplicate()).isTrue();
        assertThat(again.nextOffset()).isEqualTo(written.nextOffset());
        assertThat(content()).containsExactly("1", "2");
    }

    @Test
    void isFencedByALaterEpoch() {
        client.append("s", json("1"), FIRST);
        client.append("s", json("2"), new ProducerSequence("p", 4, 0));
        assertThatThrownBy(() -> client.append("s", json("3"), FIRST.next()))
                .asInstanceOf(type(ProducerFencedException.class))
                .extracting(ProducerFencedException::currentEpoch)
                .isEqualTo(4L);
        assertThat(content()).containsExactly("1", "2");
    }

    @Test
    void rejectsAGapAndANewEpochThatDoesNotBeginWithZero() {
        client.append("s", json("1"), FIRST);
        assertThatThrownBy(() -> client.append("s", json("2"), FIRST.next().next()))
                .asInstanceOf(type(StreamException.class))
                .extracting(StreamException::status)
                .isEqualTo(409);
        assertThatThrownBy(() -> client.append("s", json("2"), new ProducerSequence("p", 4, 1)))
                .asInstanceOf(type(StreamException.class))
                .extracting(StreamException::status)
                .isEqualTo(400);
    }

    @Test
    void closesWithLastContentRepeatably() {
        assertThat(client.close("s", json("1"), FIRST).closed()).isTrue();
        assertThat(client.close("s", json("1"), FIRST).duplicate()).isTrue();
        assertThat(content()).containsExactly("1");
        assertThatThrownBy(() -> client.append("s", json("2"), FIRST.next())).isInstanceOf(StreamClosedException.class);
    }

    @Test
    void rejectsNumbersThatTheProtocolDoesNotAllow() {
        assertThatThrownBy(() -> new ProducerSequence(" ", 0, 0)).hasMessageContaining("producerId");
        assertThatThrownBy(() -> new ProducerSequence("p", -1, 0)).hasMessageContaining("epoch");
        assertThatThrownBy(() -> new ProducerSequence("p", 0, 1L << 53)).hasMessageContaining("sequence");
    }

    private List<String> content() {
        try (StreamReader reader = client.open("s", ReadOptions.catchUp())) {
            return reader.next().messages().stream().map(StreamMessage::text).toList();
        }
    }

    private static StreamContent json(String text) {
        return StreamContent.json(text);
    }
}
