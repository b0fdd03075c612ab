//! Owns how the figures are shown: to people as a table, to programs as one JSON document.

use serde_json::{Map, Value, json};

use super::{Line, Part, Report};

/// The table.
pub(crate) fn text(report: &Report) -> String {
    let mut text = String::new();
    for part in &report.parts {
        let (threads, comments) = part.size;
        let (rightly, wrongly) = part.abstained;
        text += &format!("{}: {threads} threads, {comments} comments; ", part.name);
        text += &format!(
            "nobody quoted in {rightly} of the {} where nobody should be, and in {wrongly} more\n",
            part.empty
        );
        text += &heading("scores hidden");
        part.hidden.iter().for_each(|line| text += &row(line));
        text += &heading(&format!("votes given ({} threads)", part.voted.0));
        part.voted.1.iter().for_each(|line| text += &row(line));
        text += &links(part);
    }
    text
}

fn heading(what: &str) -> String {
    format!("  {what:<26} {:>13} {:>7} {:>9} {:>10}\n", "NDCG@3", "P@3", "pairwise", "unhealthy")
}

fn row(line: &Line) -> String {
    format!(
        "    {:<24} {:>5} ± {:>5} {:>7} {:>9} {:>10}\n",
        line.order,
        figure(line.ndcg),
        figure(line.error),
        figure(line.precision),
        figure(line.pairwise),
        line.unhealthy.map_or_else(|| "–".to_owned(), |share| format!("{:.1} %", share * 100.0)),
    )
}

fn links(part: &Part) -> String {
    let by: Vec<String> =
        part.links.by.iter().map(|(by, (right, wrong))| format!("{by} {right}/{}", right + wrong)).collect();
    format!(
        "  references in words: precision {}, recall {}, F1 {} of {} marked ({})\n\n",
        figure(part.links.precision()),
        figure(part.links.recall()),
        figure(part.links.f1()),
        part.links.marked,
        by.join(", "),
    )
}

fn figure(figure: Option<f64>) -> String {
    figure.map_or_else(|| "–".to_owned(), |figure| format!("{figure:.3}"))
}

/// The same for programs; a figure that does not exist is null.
pub(crate) fn json(report: &Report) -> Value {
    let lines = |lines: &[Line]| -> Map<String, Value> {
        let line = |line: &Line| {
            json!({"ndcg_at_3": line.ndcg, "standard_error": line.error, "precision_at_3": line.precision, "pairwise": line.pairwise,
                "unhealthy": line.unhealthy})
        };
        lines.iter().map(|found| (found.order.to_owned(), line(found))).collect()
    };
    let part = |part: &Part| {
        json!({
            "threads": part.size.0,
            "comments": part.size.1,
            "abstained": {"rightly": part.abstained.0, "of": part.empty, "wrongly": part.abstained.1},
            "scores_hidden": lines(&part.hidden),
            "votes_given": {"threads": part.voted.0, "orders": lines(&part.voted.1)},
            "references": {
                "marked": part.links.marked,
                "right": part.links.right,
                "precision": part.links.precision(),
                "recall": part.links.recall(),
                "f1": part.links.f1(),
            },
        })
    };
    let parts: Map<String, Value> = report.parts.iter().map(|found| (found.name.to_owned(), part(found))).collect();
    Value::Object(parts)
}
