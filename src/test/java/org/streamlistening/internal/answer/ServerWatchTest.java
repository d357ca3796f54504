package org.streamlistening.internal.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.streamlistening.client.CreateOptions;
import org.streamlistening.client.StreamContent;
import org.streamlistening.client.StreamException;
import org.streamlistening.support.ModelTime;

class ServerWatchTest {

    private static final long SILENCE = 10;

    private final Random random = new Random(1);
    private final ModelStreams streams = new ModelStreams(random, new ModelTime(random), Duration.ZERO);
    private final ServerList servers = new ServerList(streams, "control");

    /** The list of servers is untrusted: it can name a log that cannot be read, such as a stream that is no JSON. */
    private AnswerStreams withAnUnreadableLog(String stream) {
        return (AnswerStreams) Proxy.newProxyInstance(
                AnswerStreams.class.getClassLoader(),
                new Class<?>[] {AnswerStreams.class},
                (self, method, arguments) -> {
                    if (method.getName().equals("read") && arguments[0].equals(stream)) {
                        throw new StreamException("no JSON", stream, 200, false, null, null);
                    }
                    try {
                        return method.invoke(streams, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private void create(String stream, String json) {
        var unused = streams.createIfMissing(stream, CreateOptions.json().content(StreamContent.json(json)));
    }

    private ServerWatch watchWithAForgedServer() {
        servers.add("forged");
        servers.add("dead");
        AnswerStreams unreadable = withAnUnreadableLog(servers.log("forged"));
        return new ServerWatch(unreadable, servers, new TakeOver(unreadable, AnswerJson.failed("It broke.")), SILENCE);
    }

    @Test
    void aLogThatCannotBeReadHidesNoOtherOne() {
        OpenAnswer answer = OpenAnswer.of("a", OpenAnswer::randomId);
        create("a", "[" + AnswerJson.started(answer.producer()) + "]");
        create(servers.log("dead"), ControlRecord.json(List.of(ControlRecord.opened(answer))));
        ServerWatch watch = watchWithAForgedServer();
        for (long now = 0; now <= 2 * SILENCE; now += SILENCE / 2) {
            long then = now;
            assertThatThrownBy(() -> watch.look(then)).hasMessage("no JSON");
        }
        assertThat(streams.streams.get("a").closed).isTrue();
        assertThat(servers.read()).containsExactly("forged");
    }

    @Test
    void aStopReachesAnAnswerBehindALogThatCannotBeRead() {
        OpenAnswer answer = OpenAnswer.of("a", OpenAnswer::randomId);
        create(servers.log("dead"), ControlRecord.json(List.of(ControlRecord.opened(answer))));
        ServerWatch watch = watchWithAForgedServer();
        assertThat(watch.stop("a", 0)).isTrue();
        assertThatThrownBy(() -> watch.stop("b", 0)).hasMessage("no JSON");
    }
}
