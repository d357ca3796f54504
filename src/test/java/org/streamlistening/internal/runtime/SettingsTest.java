package org.streamlistening.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.streamlistening.HistoryGonePolicy;
import org.streamlistening.ListenOptions;
import org.streamlistening.LiveMode;
import org.streamlistening.UndecodablePolicy;
import org.streamlistening.internal.config.Configuration;
import org.streamlistening.internal.listen.StreamKey;

class SettingsTest {

    private final CountedValues values = new CountedValues();

    /** Values that record the keys that are read. */
    @SuppressWarnings("serial")
    private static final class CountedValues extends HashMap<String, String> {

        private final transient List<String> reads = new ArrayList<>();

        @Override
        public String get(Object key) {
            reads.add((String) key);
            return super.get(key);
        }
    }

    private Settings settings(String... names) {
        return new Settings(Configuration.of(values), Set.of(names), Set.of());
    }

    private static StreamKey listen(Settings settings, String name) {
        settings.listeners().policies(name, ListenOptions.defaults());
        return settings.listeners().key(name, "a", ListenOptions.defaults());
    }

    @Test
    void readsEachKeyOnceAtTheStart() {
        Settings settings = settings("", "chat");
        assertThat(new HashSet<>(values.reads)).hasSameSizeAs(values.reads);
        assertThat(values.reads).contains("durable-streams.url", "durable-streams.listener.chat.timeout");
        values.reads.clear();

        for (int i = 0; i < 100; i++) {
            listen(settings, "");
            listen(settings, "chat");
            settings.listeners().maxListeners();
            settings.connection().url();
            settings.readRetry();
            settings.socketOrigins();
            settings.handover();
        }
        assertThat(values.reads).isEmpty();
    }

    @Test
    void keepsItsValuesWhenTheSourceChanges() {
        values.put("durable-streams.timeout", "7s");
        Settings settings = settings("");
        values.put("durable-streams.timeout", "8s");
        assertThat(listen(settings, "").timeout()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void readsTheValuesOfAnUnknownNameOnceAtItsFirstUse() {
        values.put("durable-streams.listener.late.live", "sse");
        Settings settings = settings("");
        values.reads.clear();

        assertThat(listen(settings, "late").live()).isEqualTo(LiveMode.SSE);
        int first = values.reads.size();
        listen(settings, "late");
        assertThat(values.reads).hasSize(first).allMatch(key -> key.startsWith("durable-streams.listener.late."));
    }

    @Test
    void keepsTheValuesOfALimitedNumberOfNames() {
        Settings settings = settings("");
        for (int i = 0; i < ListenerSettings.KEPT_NAMES; i++) {
            listen(settings, "n" + i);
        }
        values.reads.clear();
        values.put("durable-streams.listener.more.timeout", "9s");

        assertThat(listen(settings, "more").timeout()).isEqualTo(Duration.ofSeconds(9));
        values.put("durable-streams.listener.more.timeout", "10s");
        assertThat(listen(settings, "more").timeout()).isEqualTo(Duration.ofSeconds(10));
        values.reads.clear();
        listen(settings, "n0");
        assertThat(values.reads).isEmpty();
    }

    @Test
    void prefersTheCallThenTheNameThenAllListeners() {
        values.putAll(Map.of(
                "durable-streams.timeout", "20s",
                "durable-streams.on-undecodable", "skip",
                "durable-streams.listener.chat.timeout", "5s",
                "durable-streams.listener.chat.on-history-gone", "from-now"));
        ListenerSettings listeners = settings("", "chat").listeners();

        ListenOptions options = ListenOptions.defaults();
        assertThat(listeners.key("", "a", options).timeout()).isEqualTo(Duration.ofSeconds(20));
        assertThat(listeners.key("chat", "a", options).timeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(listeners
                        .key("chat", "a", options.timeout(Duration.ofSeconds(1)))
                        .timeout())
                .isEqualTo(Duration.ofSeconds(1));
        assertThat(listeners.policies("chat", options).undecodable()).isEqualTo(UndecodablePolicy.SKIP);
        assertThat(listeners.policies("chat", options).historyGone()).isEqualTo(HistoryGonePolicy.FROM_NOW);
        assertThat(listeners
                        .policies("chat", options.onHistoryGone(HistoryGonePolicy.FAIL))
                        .historyGone())
                .isEqualTo(HistoryGonePolicy.FAIL);
        assertThat(listeners.policies("", options).historyGone()).isEqualTo(HistoryGonePolicy.FAIL);
    }

    @Test
    void reportsAllValuesThatCannotBeUsed() {
        values.putAll(Map.of(
                "durable-streams.url", "ftp://example.org",
                "durable-streams.timeout", "soon",
                "durable-streams.listener.chat.live", "always"));
        List<String> problems = new ArrayList<>();
        new Settings(Configuration.of(values).reporting(problems::add), Set.of("", "chat"), Set.of());
        assertThat(problems)
                .hasSize(3)
                .anyMatch(problem -> problem.startsWith("durable-streams.url is"))
                .anyMatch(problem -> problem.startsWith("durable-streams.timeout is 'soon'"))
                .anyMatch(problem -> problem.startsWith("durable-streams.listener.chat.live is 'always'"));
        assertThatThrownBy(() -> settings("")).isInstanceOf(IllegalArgumentException.class);
    }
}
