package org.streamlistening.internal.answer;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.streamlistening.internal.answer.control.OwnAnswers;
import org.streamlistening.internal.answer.control.RegisteredAnswer;
import org.streamlistening.internal.messages.NumberedMessage;
import org.streamlistening.internal.runtime.StreamRuntime;

/** The answers of this server that are not over, whether they are registered or not. For any number of threads. */
final class OpenAnswers implements OwnAnswers {

    private final Map<String, RunningAnswer> byStream = new ConcurrentHashMap<>();
    private final int limit;
    private volatile boolean closed;

    /** @param limit of open answers; threads that begin some at the same time can exceed it by their number */
    OpenAnswers(int limit) {
        this.limit = limit;
    }

    /** @throws IllegalStateException if no answer can begin in that stream now */
    void add(RunningAnswer answer) {
        if (byStream.size() >= limit) {
            throw new IllegalStateException(NumberedMessage.TOO_MANY_ANSWERS.text(limit));
        }
        if (byStream.putIfAbsent(answer.streamId(), answer) != null) {
            throw new IllegalStateException(NumberedMessage.ANSWER_IS_OPEN.text(answer.streamId()));
        }
        // After it was added: either this method or close sees the other.
        if (closed) {
            remove(answer);
            throw StreamRuntime.notRunning();
        }
    }

    void remove(RunningAnswer answer) {
        byStream.remove(answer.streamId(), answer);
    }

    Optional<RunningAnswer> find(String stream) {
        return Optional.ofNullable(byStream.get(stream));
    }

    List<RunningAnswer> all() {
        return List.copyOf(byStream.values());
    }

    @Override
    public int size() {
        return byStream.size();
    }

    @Override
    public List<RegisteredAnswer> registered() {
        return byStream.values().stream().map(RunningAnswer::registered).toList();
    }

    @Override
    public void stop(String producer) {
        byStream.values().stream()
                .filter(answer -> answer.answer().producer().equals(producer))
                .forEach(RunningAnswer::stop);
    }

    /** No answer is added any more. Returns those that are open. */
    List<RunningAnswer> close() {
        closed = true;
        return all();
    }
}
