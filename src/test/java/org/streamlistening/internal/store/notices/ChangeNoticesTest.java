package org.streamlistening.internal.store.notices;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.streamlistening.internal.store.notices.NoticeServers.Server;
import org.streamlistening.internal.store.notices.NoticeServers.Way;

/** What every way of notices promises. */
class ChangeNoticesTest {

    private final NoticeServers servers = new NoticeServers();

    @AfterEach
    void endServers() {
        servers.close();
    }

    private NoticeServers sharing(Way way) {
        return servers.withTable(way.database());
    }

    @ParameterizedTest
    @EnumSource
    void tellsTheOtherServersButNotItself(Way way) {
        Server a = sharing(way).start(way);
        Server b = servers.start(way);
        Server c = servers.start(way);

        a.notices.publish("of-a");
        b.notices.publish("of-b");

        a.awaitIds(Set.of("of-b"));
        b.awaitIds(Set.of("of-a"));
        c.awaitIds(Set.of("of-a", "of-b"));
        assertThat(a.ids).containsExactly("of-b");
        assertThat(b.ids).containsExactly("of-a");
    }

    @ParameterizedTest
    @EnumSource
    void tellsOfABurst(Way way) {
        Server a = sharing(way).start(way);
        Server b = servers.start(way);
        Set<String> many = NoticeServers.ids("burst", 10_000);

        many.forEach(a.notices::publish);

        b.awaitIds(many);
        assertThat(b.everything).hasValue(1);
    }

    @ParameterizedTest
    @EnumSource
    void carriesAnyId(Way way) {
        Server a = sharing(way).start(way);
        Server b = servers.start(way);
        Set<String> odd = Set.of(
                "it's \"quoted\"; drop table x --",
                "grüße/日本語/😀",
                "two\nlines\r\tand \\ \\u0041 \\*",
                "\u0000\uD800",
                "",
                "*",
                "x".repeat(2000));

        odd.forEach(a.notices::publish);

        b.awaitIds(odd);
        assertThat(b.ids).isEqualTo(odd);
        assertThat(b.everything).hasValue(1);
    }

    @ParameterizedTest
    @EnumSource
    void reportsThatAnyStreamMayHaveChangedForAnIdThatIsTooLong(Way way) {
        Server a = sharing(way).start(way);
        Server b = servers.start(way);

        a.notices.publish("x".repeat(8000));

        b.awaitEverything(2);
        assertThat(b.ids).isEmpty();
        a.notices.publish("next");
        b.awaitIds(Set.of("next"));
        assertThat(a.everything).hasValue(1);
    }

    @ParameterizedTest
    @EnumSource
    void goesOnAfterAListenerThatThrows(Way way) {
        Server a = sharing(way).start(way);
        Server b = servers.start(way);
        b.notices.onChange(id -> {
            b.ids.add(id);
            throw new IllegalStateException("listener of the test");
        });

        a.notices.publish("first");
        b.awaitIds(Set.of("first"));
        a.notices.publish("second");
        b.awaitIds(Set.of("second"));
        assertThat(b.everything).hasValue(1);
    }
}
