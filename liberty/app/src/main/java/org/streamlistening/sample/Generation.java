package org.streamlistening.sample;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.streamlistening.StreamListener;
import org.streamlistening.StreamListening;
import org.streamlistening.client.StreamException;

/** The buttons that begin and end answers: Generate, Regenerate and Stop. */
@Named
@RequestScoped
public class Generation {

    @Inject
    @StreamListening
    StreamListener stream;

    @Inject
    AnswerView answer;

    @Inject
    Answers answers;

    @Inject
    OwnAnswers own;

    @Inject
    Subscription subscription;

    @Inject
    PageMessages messages;

    private String prompt = "";
    private String edited = "";

    /** Begins an answer, follows it, and shows it under its own address, which can be reloaded and passed on. */
    public void generate() {
        Asked asked = answer.getTranscript().answer().asked();
        String current = stream.getStreamId();
        String text = prompt.strip();
        if (text.isEmpty()) {
            messages.error("prompt", "Type a prompt first.");
            return;
        }
        // Another tab may have gone on to another answer since the user began to edit.
        if (asked != null && current != null && current.equals(edited)) {
            show(() -> answers.edit(current, asked, text), "Generating");
        } else {
            show(() -> answers.begin(text), "Generating");
        }
    }

    /** Begins another answer to the same prompt. */
    public void regenerate() {
        Asked asked = answer.getTranscript().answer().asked();
        String current = stream.getStreamId();
        if (asked != null && current != null) {
            show(() -> answers.regenerate(current, asked), "Regenerating");
        }
    }

    private void show(Supplier<String> beginning, String what) {
        try {
            String begun = beginning.get();
            own.add(begun);
            subscription.follow(begun, what);
            subscription.redirectTo(begun);
        } catch (StreamException e) {
            messages.error(Wording.ofBegin(e));
        } catch (RejectedExecutionException e) {
            messages.error("Too many answers are being written. Try again in a few seconds.");
        }
    }

    /** Ends the answer, whichever server writes it. Each reader then sees the end, after the last message. */
    public void stop() {
        String current = stream.getStreamId();
        if (current == null || !own.contains(current)) {
            return;
        }
        try {
            answers.stop(current);
        } catch (StreamException e) {
            messages.error(Wording.ofStop(e));
        }
    }

    public String getPrompt() {
        return prompt;
    }

    public void setPrompt(String prompt) {
        this.prompt = prompt;
    }

    /** The stream whose prompt is being edited; else empty. */
    public String getEdited() {
        return edited;
    }

    public void setEdited(String edited) {
        this.edited = edited;
    }
}
