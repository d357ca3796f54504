package org.streamlistening.answer;

import jakarta.json.bind.annotation.JsonbSubtype;
import jakarta.json.bind.annotation.JsonbTypeInfo;

/**
 * A message of an answer. Observers declare this type or one of its subtypes; a page tells them apart by {@code type}.
 *
 * <pre>{@code
 * {"type":"started","writer":"..."}
 * {"type":"delta","text":"Once upon"}
 * {"type":"done"}   or   {"type":"stopped"}   or   {"type":"failed","reason":"..."}
 * }</pre>
 *
 * <p>An answer begins with {@code started}, and ends with exactly one of the last three, with which its stream is
 * closed.
 *
 * @since 0.1
 */
@JsonbTypeInfo(
        key = "type",
        value = {
            @JsonbSubtype(alias = "started", type = AnswerMessage.Started.class),
            @JsonbSubtype(alias = "delta", type = AnswerMessage.Delta.class),
            @JsonbSubtype(alias = "done", type = AnswerMessage.Done.class),
            @JsonbSubtype(alias = "stopped", type = AnswerMessage.Stopped.class),
            @JsonbSubtype(alias = "failed", type = AnswerMessage.Failed.class)
        })
public sealed interface AnswerMessage {

    /**
     * A writer has begun. In a fork, the messages before it are those of the source.
     *
     * @param writer a digest of the name of the writer, by which another server recognises its stream
     * @since 0.1
     */
    record Started(String writer) implements AnswerMessage {}

    /**
     * The next part of the text of an answer.
     *
     * @param text continues the text of the delta before it
     * @since 0.1
     */
    record Delta(String text) implements AnswerMessage {}

    /**
     * The answer is complete.
     *
     * @since 0.1
     */
    record Done() implements AnswerMessage {}

    /**
     * The answer was stopped by a call of {@link AnswerWriters#stop} or {@link AnswerWriter#stopped}, and is not complete.
     *
     * @since 0.1
     */
    record Stopped() implements AnswerMessage {}

    /**
     * The answer failed, and is not complete.
     *
     * @param reason a sentence for users; never the message of an exception, unless the application passes it
     * @since 0.1
     */
    record Failed(String reason) implements AnswerMessage {}
}
