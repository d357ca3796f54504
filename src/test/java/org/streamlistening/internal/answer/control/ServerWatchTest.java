package org.streamlistening.internal.answer.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.streamlistening.Offset;
import org.streamlistening.client.StreamException;
import org.streamlistening.internal.consume.log.MessagePage;
import org.streamlistening.support.ModelTime;

class ServerWatchTest {

    private static final long SILENCE = 10;

    /** The list of servers is untrusted: it can name a log that cannot be read, such as a stream that is no JSON. */
    private static final class StreamsWithAnUnreadableLog extends ModelStreams {

        StreamsWithAnUnreadableLog(Random random) {
            super(random, new ModelTime(random), Duration.ZERO);
        }

        @Override
        public MessagePage read(String stream, Offset from, Predicate<MessagePage> enough) {
            if (stream.endsWith("forged")) {
                throw new StreamException("no JSON", stream, 200, false, null, null);
            }
            return super.read(stream, from, enough);
        }
    }

    private final ModelStreams streams = new StreamsWithAnUnreadableLog(new Random(1));
    private final ServerList servers = new ServerList(streams, "control");
    private final List<OpenAnswer> ended = new ArrayList<>();

    private ServerWatch watchWithAForgedServer() {
        servers.add("forged");
        servers.add("dead");
        return new ServerWatch(streams, servers, new LogTakeOver(streams, servers, ended::add), SILENCE);
    }

    private OpenAnswer openOnTheDeadServer() {
        OpenAnswer answer = OpenAnswer.of("a", OpenAnswer::randomId);
        streams.create(servers.log("dead"), ControlRecord.json(List.of(ControlRecord.opened(answer))));
        return answer;
    }

    @Test
    void aLogThatCannotBeReadHidesNoOtherOne() {
        OpenAnswer answer = openOnTheDeadServer();
        ServerWatch watch = watchWithAForgedServer();
        for (long now = 0; now <= 2 * SILENCE; now += SILENCE / 2) {
            long then = now;
            assertThatThrownBy(() -> watch.look(then)).hasMessage("no JSON");
        }
        assertThat(ended).containsExactly(answer);
        assertThat(servers.read()).containsExactly("forged");
    }

    @Test
    void aStopReachesAnAnswerBehindALogThatCannotBeRead() {
        var unused = openOnTheDeadServer();
        ServerWatch watch = watchWithAForgedServer();
        assertThat(watch.stop("a", 0)).isTrue();
        assertThatThrownBy(() -> watch.stop("b", 0)).hasMessage("no JSON");
    }

    @Test
    void aStopBehindTheRecordThatEndsALogDoesNotCount() {
        String log = servers.log("dead");
        var unused = openOnTheDeadServer();
        servers.add("dead");
        ServerWatch watch = new ServerWatch(streams, servers, new LogTakeOver(streams, servers, ended::add), SILENCE);
        streams.before(
                request -> request.startsWith("append " + log) && request.contains("stop"),
                () -> streams.append(log, ControlRecord.json(List.of(ControlRecord.RETIRED))));
        assertThat(watch.stop("a", 0)).isFalse();
        assertThat(streams.streams.get(log).messages).last().asString().contains("stop");
    }
}
