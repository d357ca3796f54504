package org.streamlistening.internal.consume.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.streamlistening.Offset;
import org.streamlistening.StreamPosition;

class ConsumerStateCodecTest {

    private static final String WHOLE =
            "{'claims':3,'heartbeats':5,'owner':'a','command':'c','moves':1,'restarts':2,'paused':true,"
                    + "'stream':'orders','offset':'7_3','skip':4}";

    private final ConsumerStateCodec codec = new ConsumerStateCodec();

    @Property(tries = 500)
    void readsWhatItWrote(@ForAll("states") ConsumerState state) {
        assertThat(codec.decode(codec.encode(state))).isEqualTo(state);
    }

    @Provide
    Arbitrary<ConsumerState> states() {
        Arbitrary<Long> counts = Arbitraries.longs().greaterOrEqual(0);
        Arbitrary<String> texts = Arbitraries.strings().ofMaxLength(20);
        Arbitrary<StreamPosition> positions = Combinators.combine(
                        Arbitraries.oneOf(
                                Arbitraries.of(Offset.BEGINNING, Offset.NOW),
                                Arbitraries.strings()
                                        .withCharRange('0', '9')
                                        .withChars('_')
                                        .ofMinLength(1)
                                        .ofMaxLength(20)
                                        .map(Offset::of)),
                        counts)
                .as(StreamPosition::new);
        return Combinators.combine(
                        counts.tuple2(),
                        texts,
                        texts,
                        counts,
                        counts,
                        Arbitraries.of(true, false),
                        texts.injectNull(0.2),
                        positions)
                .as((writes, owner, command, moves, restarts, paused, streamId, position) -> new ConsumerState(
                        writes.get1(), writes.get2(), owner, command, moves, restarts, paused, streamId, position));
    }

    @Example
    void hasStableNames() {
        assertThat(codec.decode(WHOLE.replace('\'', '"')))
                .isEqualTo(new ConsumerState(
                        3, 5, "a", "c", 1, 2, true, "orders", new StreamPosition(Offset.of("7_3"), 4)));
    }

    @Example
    void ignoresUnknownProperties() {
        String later =
                WHOLE.replace("'moves'", "'later':{'more':[1,null]},'moves'").replace('\'', '"');
        assertThat(codec.encode(codec.decode(later))).isEqualTo(codec.encode(codec.decode(WHOLE.replace('\'', '"'))));
    }

    @Example
    void rejectsBrokenText() {
        String whole = WHOLE.replace('\'', '"');
        for (int length = 0; length < whole.length(); length++) {
            String cut = whole.substring(0, length);
            assertThatThrownBy(() -> codec.decode(cut)).as(cut).isInstanceOf(RuntimeException.class);
        }
        List.of(
                        "null",
                        "[]",
                        "7",
                        "{}",
                        whole.replace("5", "5.5"),
                        whole.replace("4}", "-4}"),
                        whole.replace("true", "1"))
                .forEach(text ->
                        assertThatThrownBy(() -> codec.decode(text)).as(text).isInstanceOf(RuntimeException.class));
    }
}
