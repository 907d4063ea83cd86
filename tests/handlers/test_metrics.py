"""The counters, in the format that Prometheus reads."""

from handlers.metrics import Metrics


def test_everything_counted_is_written_with_its_kind_and_type() -> None:
    metrics = Metrics()
    metrics.answers.update(answer=2, none=1)
    metrics.errors["SlackApiError"] += 1
    metrics.refused[401] += 3
    lines = metrics.text({"persona_ready": True}).splitlines()
    for line in (
        'persona_answers_total{outcome="answer"} 2',
        'persona_answers_total{outcome="none"} 1',
        'persona_errors_total{kind="SlackApiError"} 1',
        'persona_requests_refused_total{status="401"} 3',
        "# TYPE persona_ready gauge",
        "persona_ready 1",
    ):
        assert line in lines


def test_the_histogram_counts_each_ack_in_its_bucket_and_all_wider_ones() -> None:
    metrics = Metrics()
    for seconds in (0.0005, 0.005, 0.2, 7.0):
        metrics.acked(seconds)
    lines = metrics.text({}).splitlines()
    buckets = [int(line.split()[1]) for line in lines if line.startswith("persona_ack_seconds_bucket")]
    assert buckets == [1, 1, 2, 2, 2, 2, 2, 3, 3, 3, 3, 4]
    assert 'persona_ack_seconds_bucket{le="+Inf"} 4' in lines
    assert "persona_ack_seconds_sum 7.205500" in lines
    assert "persona_ack_seconds_count 4" in lines
