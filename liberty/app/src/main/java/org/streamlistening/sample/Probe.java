package org.streamlistening.sample;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Named;

@Named
@RequestScoped
public class Probe {
    private String p = "";

    public String getP() {
        return p;
    }

    public void setP(String p) {
        this.p = p;
    }

    public String getText() {
        return "<b>" + p;
    }

    public void go() {}
}
