"""A workflow in two versions, the second with one change of every kind that hurts running cases."""

FIRST = """
workflow: aanvraag
version: 1
label: {nl: Aanvraag, en: Application}
subject: person
source: wet
sources:
  wet: {ref: Wet art. 1, certainty: law}
facts:
  ontvangen_op: {type: date, lies: any, label: {nl: Ontvangen op, en: Received on}}
  punten: {type: integer, label: {nl: Punten, en: Points}}
  ronde: {type: integer, label: {nl: Ronde, en: Round}, one_of: [1, 2, 3]}
tasks:
  lezen: {label: {nl: Lezen, en: Read}}
stages:
  intake: {label: {nl: Intake, en: Intake}, initial: true}
  behandeling: {label: {nl: Behandeling, en: Handling}, tasks: [lezen]}
  wachten: {label: {nl: Wachten, en: Waiting}}
  klaar: {label: {nl: Klaar, en: Done}, final: true, outcome: klaar}
transitions:
  begin: {from: intake, to: behandeling, when: {fact: ontvangen_op, is: set}}
  wacht: {from: behandeling, to: wachten}
  rond_af: {from: behandeling, to: klaar}
  geef_op: {from: wachten, to: klaar}
outcomes:
  klaar: {label: {nl: Klaar, en: Done}}
  gestopt: {label: {nl: Gestopt, en: Stopped}, leave: true}
deadlines:
  beslissing:
    rule: X1
    label: {nl: Beslissing, en: Decision}
    anchor: {fact: ontvangen_op}
    term: 8 weeks
    legal: norm
    met_by: {stage: klaar}
    source: wet
    remind:
      - {before: 7 weeks, to: coordinator}
      - {before: 2 weeks, to: coordinator}
      - {on_due: true, to: coordinator}
      - {overdue: 1 week, every: 1 week, to: teamleider}
  lezing:
    rule: X2
    label: {nl: Lezing, en: Reading}
    anchor: {stage: behandeling}
    term: 12 weeks
    met_by: {stage: klaar}
    source: wet
    remind:
      - {before: 11 weeks, to: coordinator}
"""
SECOND = (
    FIRST.replace("version: 1\n", "version: 2\n")
    .replace("term: 8 weeks", "term: 10 weeks")
    .replace("behandeling", "beoordeling")
    .replace("{from: beoordeling, to: klaar}", "{from: beoordeling, to: klaar, when: {fact: punten, is: set}}")
    .replace("      - {before: 11 weeks, to: coordinator}\n", "      - {before: 4 weeks, to: coordinator}\n")
    .replace("one_of: [1, 2, 3]", "one_of: [1, 2]")
    + """
  bezwaar:
    rule: X3
    label: {nl: Bezwaar, en: Objection}
    anchor: {fact: ontvangen_op}
    term: 6 weeks
    legal: statutory
    met_by: {stage: klaar}
    source: wet
    remind:
      - {before: 5 weeks, to: jurist}
      - {before: 1 week, to: jurist}
"""
)
