package org.streamlistening.sample;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.faces.application.FacesMessage;
import jakarta.faces.context.FacesContext;
import org.jspecify.annotations.Nullable;

/** What an action tells the user of a page. */
@ApplicationScoped
public class PageMessages {

    /** An error of the whole page. */
    public void error(String text) {
        error(null, text);
    }

    /** @param field the id of the field that the error is about; null: the whole page */
    public void error(@Nullable String field, String text) {
        FacesContext.getCurrentInstance().addMessage(field, new FacesMessage(FacesMessage.SEVERITY_ERROR, text, text));
    }
}
