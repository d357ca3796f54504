package org.streamlistening.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.streamlistening.client.ScriptedResponse.events;
import static org.streamlistening.client.ScriptedResponse.json;
import static org.streamlistening.client.ScriptedResponse.noContent;
import static org.streamlistening.client.ScriptedResponse.status;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.streamlistening.LiveMode;
import org.streamlistening.Offset;
import org.streamlistening.StreamMessage;
import org.streamlistening.StreamPosition;

/** A reader whose offset is invalid for the server, or has another meaning than before. */
@ParameterizedClass
@EnumSource(ClientTransport.class)
class LostOffsetTest {

    private static final Offset NINE = Offset.of("000_009");

    private final ScriptedServer server = new ScriptedServer();
    private final DurableStreamsClient client;

    LostOffsetTest(ClientTransport transport) {
        this.client = DurableStreamsClient.builder(server.base())
                .transport(transport)
                .requestTimeout(Duration.ofSeconds(1))
                .build();
    }

    @AfterEach
    void end() {
        client.close();
        server.close();
    }

    private StreamReader from(Offset offset, LiveMode mode) {
        return client.open("chat", ReadOptions.live(mode).from(offset));
    }

    @Test
    void distinguishesARecreatedStreamFromRemovedHistory() {
        server.respondsWith(
                status(410).header("Stream-Earliest-Offset", "001_000").header("Stream-Recreated", "true"),
                status(410).header("Stream-Earliest-Offset", "000_012"));
        try (StreamReader reader = from(NINE, LiveMode.LONG_POLL)) {
            assertThatThrownBy(reader::next)
                    .hasMessageContaining("the stream was deleted and created again")
                    .asInstanceOf(type(StreamGoneException.class))
                    .matches(StreamGoneException::recreated)
                    .matches(gone -> gone.earliestOffset().orElseThrow().equals(Offset.of("001_000")));
            assertThatThrownBy(reader::next)
                    .hasMessageContaining("that part of the stream")
                    .asInstanceOf(type(StreamGoneException.class))
                    .matches(gone -> !gone.recreated() && gone.status() == 410);
        }
    }

    /** To continue at "now" would skip the existing messages. */
    @Test
    void ignoresAnInvalidEarliestOffset() {
        for (String none : List.of("now", "a b", "x".repeat(10_000))) {
            server.respondsWith(status(410).header("Stream-Earliest-Offset", none));
            try (StreamReader reader = from(NINE, LiveMode.LONG_POLL)) {
                assertThatThrownBy(reader::next)
                        .asInstanceOf(type(StreamGoneException.class))
                        .matches(gone -> gone.earliestOffset().isEmpty());
            }
        }
    }

    @Test
    void ignoresAnEarliestOffsetAfterTheEndOfThePage() {
        server.respondsWith(json("[1]").next("000_005").upToDate().header("Stream-Earliest-Offset", "000_009"));
        try (StreamReader reader = from(Offset.BEGINNING, LiveMode.LONG_POLL)) {
            StreamBatch batch = reader.next();
            assertThat(batch.messages()).hasSize(1);
            assertThat(batch.next().offset()).isEqualTo(Offset.of("000_005"));
        }
    }

    @Test
    void treatsABadRequestForAnOffsetOfTheServerAsALostOffset() {
        server.respondsWith(json("[1]").next("000_009").upToDate(), status(400), status(400), status(400), json("[]"));
        try (StreamReader reader = client.open("chat", ReadOptions.live(LiveMode.LONG_POLL))) {
            reader.next();
            // The responses to a long-poll, and to the plain read that checks the offset.
            assertThatThrownBy(reader::next)
                    .hasMessageContaining("the server answered 400: this stream has no such offset")
                    .asInstanceOf(type(StreamGoneException.class))
                    .matches(gone -> gone.recreated() && gone.status() == 400 && !gone.retryable());
            assertThat(server.targets()).hasSize(3);
            assertThat(server.targets().get(2)).isEqualTo("/streams/chat?offset=000_009");
            assertThatThrownBy(reader::next).isInstanceOf(StreamGoneException.class);
        }
    }

    @Test
    void distinguishesARejectedLongPollFromALostOffset() {
        server.respondsWith(
                json("[]").next("000_009").upToDate(),
                status(400),
                json("[]").next("000_009").upToDate());
        try (StreamReader reader = client.open("chat", ReadOptions.live(LiveMode.LONG_POLL))) {
            reader.next();
            assertThatThrownBy(reader::next)
                    .isExactlyInstanceOf(StreamException.class)
                    .matches(e -> ((StreamException) e).status() == 400);
        }
    }

    @Test
    void distinguishesABadRequestFromALostOffset() {
        server.respondsWith(status(400));
        try (StreamReader reader = from(Offset.BEGINNING, LiveMode.LONG_POLL)) {
            assertThatThrownBy(reader::next).isExactlyInstanceOf(StreamException.class);
        }
    }

    @Test
    void doesNotTreatAResponseWithAnEarlierOffsetAsProgress() {
        server.respondsByDefault(request -> json("[1,2]").next("000_005").upToDate());
        long begin = System.nanoTime();
        try (StreamReader reader =
                client.follow("chat", ReadOptions.live(LiveMode.LONG_POLL).from(NINE))) {
            assertThatThrownBy(reader::next)
                    .hasMessageContaining("asked at offset 000_009, the server goes on at 000_005")
                    .asInstanceOf(type(StreamGoneException.class))
                    .matches(gone -> gone.recreated() && gone.status() == 200);
        }
        assertThat(server.requests()).hasSize(6);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(1_500));
    }

    @Test
    void continuesAfterAStaleResponseOfACache() {
        server.respondsWith(
                json("[1,2]").next("000_005").upToDate(),
                noContent().next("000_002").upToDate(),
                json("[9]").next("000_010").upToDate());
        try (StreamReader reader = from(NINE, LiveMode.LONG_POLL)) {
            StreamBatch batch = reader.next();
            assertThat(batch.messages()).extracting(StreamMessage::text).containsExactly("9");
            assertThat(batch.from()).isEqualTo(StreamPosition.at(NINE));
        }
    }

    @Test
    void detectsAnEventStreamThatGoesBack() {
        server.respondsWith(json("[]").next("000_009").upToDate())
                .respondsByDefault(request -> request.target().contains("live=sse")
                        ? events(
                                "event: data\ndata: [1,2]",
                                "event: control\ndata: {\"streamNextOffset\":\"000_005\",\"upToDate\":true}")
                        : json("[]").next("000_009").upToDate());
        try (StreamReader reader = client.open("chat", ReadOptions.live(LiveMode.SSE))) {
            assertThatThrownBy(() -> {
                        while (true) {
                            assertThat(reader.next().messages()).isEmpty();
                        }
                    })
                    .isInstanceOf(StreamGoneException.class);
        }
    }

    /** Such a server violates the protocol, but many tests and small servers count like this. */
    @Test
    void understandsCountsWithoutLeadingZeros() {
        server.respondsWith(
                json("[1]").next("9"),
                json("[2]").next("10"),
                json("[3]").next("11").upToDate());
        try (StreamReader reader = client.open("chat", ReadOptions.catchUp())) {
            assertThat(reader.next().next().offset()).isEqualTo(Offset.of("9"));
            assertThat(reader.next().next().offset()).isEqualTo(Offset.of("10"));
            assertThat(reader.next().next().offset()).isEqualTo(Offset.of("11"));
        }
    }

    @Test
    void namesPositionsInTheFirstResponseByItsFirstOffset() {
        server.respondsWith(json("[1,2,3]")
                .next("001_003")
                .header("Stream-Earliest-Offset", "001_000")
                .upToDate());
        try (StreamReader reader = client.open("chat", ReadOptions.catchUp())) {
            StreamBatch batch = reader.next();
            assertThat(batch.from()).isEqualTo(StreamPosition.at(Offset.of("001_000")));
            assertThat(batch.after(2)).isEqualTo(new StreamPosition(Offset.of("001_000"), 2));
        }
    }
}
