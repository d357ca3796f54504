package org.streamlistening.sample;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.Iterator;

/** The same stored text for every prompt, without a model. */
@ApplicationScoped
public class LocalText implements AnswerSource {

    private static final String TEXT = """
            You asked: “%s”

            There is no model behind this page, so here is a text that was stored with the sample. It takes about ten \
            seconds to write, which is long enough to lose it.

            Press Disconnect now. The writer does not notice: it appends word after word to a durable stream, about \
            thirty a second, whether anybody reads or not. A durable stream is a log behind a URL. Whoever knows the \
            URL can read it from the start, from the end, or from any place they have been before, and every place has \
            a name, the offset. You see yours above.

            Now press Resume. Your session asks the stream for everything after its offset, gets the words that were \
            written while you were away in one answer, and then waits for the next one. Nothing was lost, and nothing \
            came twice: the offset moved only after the page’s bean had taken each word, so there is no moment in which \
            a word is neither read nor still to be read.

            Reload the page, or close it and come back: the offset belongs to your session, not to the tab. Copy the \
            link into another browser: it becomes a second reader with a place of its own, and neither slows the \
            other. Stop the server of the stream and start it again: the listener waits, tries again, with longer and \
            longer pauses, and goes on where it was.

            All of this is one injected object and a few observer methods. Each word arrived as an event in your own \
            session bean, on a thread of the server, with no polling in the page and no loop in the application. The \
            bean appended it to a string. That is the whole program.
            """;

    @Override
    public Iterator<String> answer(String prompt) {
        String text = TEXT.formatted(prompt).stripTrailing();
        return Arrays.asList(text.split("(?<=\\s)(?=\\S)")).iterator();
    }
}
