namespace Aops.Server.Alerts;

/// <summary>
/// One pure function from what is found of a rule, and the time, to where its alert stands. A receiver that was told that an
/// alert fires is told once that it has ended, whatever happens in between; what is not known changes nothing.
/// </summary>
internal static class AlertEvaluator
{
    /// <summary>The next step of an alert.</summary>
    /// <param name="rule">Its rule.</param>
    /// <param name="before">Where it stands.</param>
    /// <param name="finding">What was found.</param>
    public static AlertStep Next(AlertRule rule, AlertStanding before, AlertFinding finding, DateTimeOffset now)
    {
        if (!rule.IsEnabled)
        {
            const string off = "The rule is switched off.";
            return before.State == AlertState.Resolved ? Clear(before, off, now) : End(before, off, now);
        }
        return finding.Fact switch
        {
            AlertFact.Clear => Clear(before, finding.Why, now),
            AlertFact.Muted => Mute(before, finding.Why, now),
            AlertFact.Held => Hold(rule, before, finding.Why, now),
            _ => new(before),
        };
    }

    /// <summary>The alert ends now, as its rule does.</summary>
    public static AlertStep End(AlertStanding before, string why, DateTimeOffset now)
    {
        if (before.IsTold) return new(Enter(before, AlertState.Resolved, why, now), AlertNotice.Resolved);
        return before.State is AlertState.Ok or AlertState.Resolved
            ? new(before)
            : new(Enter(before, AlertState.Ok, why, now));
    }

    // A condition that comes and goes is one alert.
    private static AlertStep Clear(AlertStanding before, string why, DateTimeOffset now)
    {
        switch (before.State)
        {
            case AlertState.Ok:
                return new(before);
            case AlertState.Resolved:
                return now - before.Since < AlertLimits.ResolvedFor
                    ? new(before)
                    : new(Enter(before, AlertState.Ok, why, now));
        }
        // The clock may have been set back.
        if (before.ClearSince is not { } clear || clear > now) return new(before with { ClearSince = now });
        return now - clear < AlertLimits.ClearFor ? new(before) : End(before, why, now);
    }

    private static AlertStep Mute(AlertStanding before, string why, DateTimeOffset now)
    {
        if (before.State == AlertState.Muted) return new(before with { ClearSince = null });
        return new(new(AlertState.Muted, now)
        {
            HeldSince = HeldSince(before, now), IsTold = before.IsTold, FiredAt = before.FiredAt, Why = why,
        });
    }

    private static AlertStep Hold(AlertRule rule, AlertStanding before, string why, DateTimeOffset now)
    {
        if (before.State == AlertState.Firing) return new(before with { ClearSince = null });
        var held = HeldSince(before, now);
        // Told before it was silenced: it is not told again.
        if (before.IsTold)
        {
            return new(new(AlertState.Firing, now)
            {
                HeldSince = held, IsTold = true, FiredAt = before.FiredAt, Why = why,
            });
        }
        if (now - held >= rule.For)
        {
            return new(
                new(AlertState.Firing, now) { HeldSince = held, IsTold = true, FiredAt = now, Why = why },
                AlertNotice.Firing);
        }
        return before.State == AlertState.Pending
            ? new(before with { ClearSince = null })
            : new(new(AlertState.Pending, now) { HeldSince = held, FiredAt = before.FiredAt, Why = why });
    }

    private static DateTimeOffset HeldSince(AlertStanding before, DateTimeOffset now) =>
        before.State is AlertState.Pending or AlertState.Firing or AlertState.Muted
            ? before.HeldSince ?? now
            : now;

    private static AlertStanding Enter(AlertStanding before, AlertState state, string why, DateTimeOffset now) =>
        new(state, now) { FiredAt = before.FiredAt, Why = why };
}
