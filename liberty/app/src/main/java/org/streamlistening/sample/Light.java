package org.streamlistening.sample;

import org.streamlistening.StreamStatus;

/** The label of a status, and the style class that colours it. */
public enum Light {
    IDLE("Ready", "idle"),
    CONNECTING("Connecting", "busy"),
    CATCHING_UP("Catching up", "busy"),
    LIVE("Live", "live"),
    RETRYING("Trying again", "trouble"),
    STOPPED("Disconnected", "off"),
    COMPLETED("Complete", "done"),
    FAILED("Failed", "failed"),
    ENDED_EARLY("Stopped", "off");

    private final String label;
    private final String style;

    Light(String label, String style) {
        this.label = label;
        this.style = style;
    }

    static Light of(StreamStatus status) {
        return switch (status) {
            // No listener stands by.
            case IDLE, STANDBY -> IDLE;
            case CONNECTING -> CONNECTING;
            case CATCHING_UP -> CATCHING_UP;
            case LIVE -> LIVE;
            case RETRYING -> RETRYING;
            case STOPPED -> STOPPED;
            case COMPLETED -> COMPLETED;
            case FAILED -> FAILED;
        };
    }

    /** The end of an answer, which its stream tells. */
    static Light of(AnswerEnd end) {
        return switch (end) {
            case DONE -> COMPLETED;
            case STOPPED -> ENDED_EARLY;
            case FAILED -> FAILED;
        };
    }

    public String getLabel() {
        return label;
    }

    public String getStyle() {
        return style;
    }
}
