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
import org.streamlistening.MissingStreamPolicy;
import org.streamlistening.ObserverFailurePolicy;
import org.streamlistening.Offset;
import org.streamlistening.StreamPosition;
import org.streamlistening.UndecodablePolicy;
import org.streamlistening.internal.config.Configuration;
import org.streamlistening.internal.listen.Policies;
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
    void onlyConsumersHaveDeadLetters() {
        ListenerSettings listeners = settings("", "chat").listeners();
        ListenOptions options = ListenOptions.defaults().onUndecodable(UndecodablePolicy.DEAD_LETTER);
        assertThatThrownBy(() -> listeners.policies("chat", options))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("DS-046");
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

    private ConsumerSettings consumers(String... names) {
        return new Settings(Configuration.of(values), Set.of(""), Set.of(names)).consumers();
    }

    @Test
    void aConsumerHasTheDefaultValuesOfListenersButWaitsForItsStream() {
        values.putAll(Map.of(
                "durable-streams.timeout", "20s",
                "durable-streams.live", "sse",
                "durable-streams.on-missing", "fail",
                "durable-streams.on-undecodable", "skip"));
        ConsumerSettings.Consumer audit = consumers("audit").of("audit");
        assertThat(audit.timeout()).isEqualTo(Duration.ofSeconds(20));
        assertThat(audit.key("a").live()).isEqualTo(LiveMode.SSE);
        assertThat(audit.policies().undecodable()).isEqualTo(UndecodablePolicy.SKIP);
        assertThat(audit.policies().missing()).isEqualTo(MissingStreamPolicy.WAIT);
        assertThat(audit.start()).isEqualTo(StreamPosition.BEGINNING);
        assertThat(audit.stream()).isEmpty();
        assertThat(audit.initial().streamId()).isNull();
    }

    @Test
    void aConsumerHasValuesOfItsOwn() {
        String audit = "durable-streams.consumer.audit.";
        values.putAll(Map.of(
                audit + "stream", "orders/new",
                audit + "from", "now",
                audit + "timeout", "5s",
                audit + "live", "auto",
                audit + "on-observer-failure", "stop",
                audit + "on-undecodable", "raw",
                audit + "on-history-gone", "from-start",
                audit + "on-missing", "fail"));
        ConsumerSettings.Consumer consumer = consumers("audit", "mail").of("audit");
        assertThat(consumer.stream()).contains("orders/new");
        assertThat(consumer.start()).isEqualTo(StreamPosition.at(Offset.NOW));
        assertThat(consumer.key("a")).isEqualTo(new StreamKey("a", LiveMode.AUTO, Duration.ofSeconds(5)));
        assertThat(consumer.policies())
                .isEqualTo(new Policies(
                        ObserverFailurePolicy.STOP,
                        UndecodablePolicy.RAW,
                        HistoryGonePolicy.FROM_START,
                        MissingStreamPolicy.FAIL));
        assertThat(consumers("audit", "mail").of("mail").stream()).isEmpty();
    }

    @Test
    void theOwnerOfAConsumerWritesAtTheIntervalOfCheckpointsAndWithinASixthOfTheLease() {
        assertThat(consumers().lease()).isEqualTo(Duration.ofSeconds(10));
        assertThat(consumers().prefix()).isEqualTo("consumers");
        assertThat(consumers("audit").of("audit").ownerPause()).isEqualTo(Duration.ofSeconds(1));
        assertThat(consumers("audit").of("audit").standbyPause()).isEqualTo(Duration.ofMillis(500));
        values.putAll(Map.of(
                "durable-streams.consumers.lease", "3s",
                "durable-streams.consumers.checkpoint-interval", "2s",
                "durable-streams.consumers.prefix", "app/positions"));
        assertThat(consumers("audit").of("audit").ownerPause()).isEqualTo(Duration.ofMillis(500));
        assertThat(consumers().prefix()).isEqualTo("app/positions");
        values.put("durable-streams.consumers.checkpoint-interval", "100ms");
        assertThat(consumers("audit").of("audit").ownerPause()).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void reportsEachValueOfConsumersThatCannotBeUsed() {
        values.putAll(Map.of(
                "durable-streams.consumers.lease", "never",
                "durable-streams.consumers.checkpoint-interval", "0s",
                "durable-streams.consumers.prefix", "../up",
                "durable-streams.consumer.audit.stream", "/orders",
                "durable-streams.consumer.audit.from", "yesterday"));
        List<String> problems = new ArrayList<>();
        new Settings(Configuration.of(values).reporting(problems::add), Set.of(""), Set.of("audit"));
        assertThat(problems).hasSize(5);
        values.put("durable-streams.consumers.lease", "999ms");
        problems.clear();
        new Settings(Configuration.of(values).reporting(problems::add), Set.of(""), Set.of("audit"));
        assertThat(problems)
                .hasSize(5)
                .anyMatch(problem -> problem.startsWith("durable-streams.consumers.lease is '999ms'"));
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
