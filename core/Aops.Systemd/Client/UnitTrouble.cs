namespace Aops.Systemd.Client;

/// <summary>The reason why a service may not run (org.freedesktop.systemd1(5)).</summary>
/// <param name="LoadState">As in <see cref="UnitStatus"/>.</param>
/// <param name="LoadError">Why it cannot be loaded; empty if it is.</param>
/// <param name="ActiveState">As in <see cref="UnitStatus"/>.</param>
/// <param name="Result">
/// How its last run ended: <c>success</c>, <c>exit-code</c>, <c>watchdog</c> and others.
/// </param>
/// <param name="Exit">How its main process ended last; null if it runs, or never ran.</param>
internal sealed record UnitTrouble(
    string LoadState, string LoadError, string ActiveState, string Result, MainExit? Exit)
{
    // systemd.exec(5), "Process Exit Codes": systemd's child could not execute the program.
    private const int ExitCodeOfExec = 203;

    /// <summary>In words; null if it runs.</summary>
    public string? Sentence => (LoadState, ActiveState) switch
    {
        ("loaded", "active" or "reloading") => null,
        ("loaded", _) => $"systemd has it as {ActiveState}{OfResult}{OfExit}",
        ("not-found", _) => "systemd finds no file of its unit",
        ("masked", _) => "its unit is masked",
        _ => $"systemd cannot load its unit ({LoadState}): {(LoadError.Length > 0 ? LoadError : "no reason is given")}",
    };

    private string OfResult => Result is "" or "success" ? "" : $" ({Result})";

    private string OfExit => Exit switch
    {
        null => "",
        { Code: ExitCodeOfExec } => ", its program cannot be executed (203/EXEC)",
        { Code: { } code } => $", its process ended last with exit code {code}",
        { EndSignal: var signal } => $", its process was ended last by signal {signal}",
    };
}
