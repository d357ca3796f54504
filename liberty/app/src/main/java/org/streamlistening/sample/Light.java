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
    ENDED_EARLY("Stopped", "off"),
    CUT("Cut off", "cut"),
    PAUSED("Paused", "off"),
    STANDBY("Standing by", "off");

    private final String label;
    private final String style;

    Light(String label, String style) {
        this.label = label;
        this.style = style;
    }

    /** The status of a listener, or of a consumer on this server. */
    public static Light of(StreamStatus status) {
        return switch (status) {
            case IDLE -> IDLE;
            case STANDBY -> STANDBY;
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
            case CUT -> CUT;
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
