package org.streamlistening.internal.store.notices;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NoticeCodecTest {

    @Property(tries = 500)
    void keepsEveryId(
            @ForAll @NotEmpty Set<@CharRange(from = 0, to = '\uFFFF') @StringLength(max = 20) String> ids,
            @ForAll @IntRange(min = 120, max = 200) int max) {
        List<String> texts = NoticeCodec.encode(NoticeBatch.of(ids), max);
        Set<String> read = new HashSet<>();
        for (String text : texts) {
            assertThat(text.getBytes(StandardCharsets.UTF_8)).hasSizeBetween(1, max);
            NoticeBatch batch = NoticeCodec.decode(text);
            assertThat(batch.everything()).isFalse();
            read.addAll(batch.ids());
        }
        assertThat(read).isEqualTo(ids);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\*", "a \\*", "\\", "\\x", "\\u12", "\\uzzzz", "a\\"})
    void readsAnythingElseAsAnyStream(String text) {
        assertThat(NoticeCodec.decode(text)).isEqualTo(NoticeBatch.EVERYTHING);
    }
}
