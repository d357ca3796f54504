package org.streamlistening.internal.answer;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.streamlistening.Offset;
import org.streamlistening.StreamPosition;
import org.streamlistening.client.CreateOptions;
import org.streamlistening.client.StreamContent;
import org.streamlistening.client.StreamId;

/**
 * The beginning of a stream that goes on from a position in another one. A position counts messages across appends,
 * while a server forks inside of the append that follows an offset: so the stream is forked at the offset, and the
 * messages behind it are copied in the same request.
 *
 * @param copied the messages behind the offset
 */
record AnswerFork(StreamId source, Offset offset, List<String> copied) {

    static AnswerFork of(AnswerStreams streams, StreamId source, StreamPosition at) {
        Objects.requireNonNull(at, "the position must not be null");
        if (at.offset().equals(Offset.NOW)) {
            throw new IllegalArgumentException("a fork needs a position, not \"now\"");
        }
        if (at.skip() == 0) {
            return new AnswerFork(source, at.offset(), List.of());
        }
        List<String> behind = new ArrayList<>();
        var unused = streams.read(source.value(), at.offset(), page -> {
            behind.addAll(page.messages());
            return behind.size() >= at.skip();
        });
        if (behind.size() < at.skip()) {
            throw new IllegalArgumentException("the stream '" + source + "' ends " + (at.skip() - behind.size())
                    + " messages before the position of the fork");
        }
        return new AnswerFork(source, at.offset(), List.copyOf(behind.subList(0, (int) at.skip())));
    }

    /** @param started the first message of its own */
    CreateOptions creation(String started) {
        List<String> content = new ArrayList<>(copied);
        content.add(started);
        CreateOptions create = offset.equals(Offset.BEGINNING)
                ? CreateOptions.json()
                : CreateOptions.forkOf(source.value(), offset, 0);
        return create.content(StreamContent.json("[" + String.join(",", content) + "]"));
    }
}
