namespace Aops.Systemd.Transient;

/// <summary>Value of a property of a transient unit, in the type that systemd has for it.</summary>
public abstract record UnitProperty
{
    private UnitProperty()
    {
    }

    /// <summary>A text (<c>s</c>), for instance of <c>Description</c>.</summary>
    /// <param name="Value">The text.</param>
    public sealed record Text(string Value) : UnitProperty;

    /// <summary>A switch (<c>b</c>), for instance of <c>NoNewPrivileges</c>.</summary>
    /// <param name="Value">Whether it is on.</param>
    public sealed record Flag(bool Value) : UnitProperty;

    /// <summary>A number (<c>i</c>), for instance of <c>Nice</c>.</summary>
    /// <param name="Value">The number.</param>
    public sealed record Number(int Value) : UnitProperty;

    /// <summary>Mode bits (<c>u</c>), for instance of <c>UMask</c>.</summary>
    /// <param name="Value">The bits.</param>
    public sealed record Mode(uint Value) : UnitProperty;

    /// <summary>A size, a count or a time in microseconds (<c>t</c>), for instance of <c>MemoryMax</c>.</summary>
    /// <param name="Value">The value; <see cref="ulong.MaxValue"/> for no bound.</param>
    public sealed record Amount(ulong Value) : UnitProperty;

    /// <summary>Words (<c>as</c>), for instance of <c>Environment</c>.</summary>
    /// <param name="Values">The words.</param>
    public sealed record Words(IReadOnlyList<string> Values) : UnitProperty;

    /// <summary>
    /// A command line (<c>a(sasb)</c>), for instance of <c>ExecStart</c>. No shell, variable or specifier touches its words.
    /// </summary>
    /// <param name="Program">The program, absolute.</param>
    /// <param name="Arguments">All arguments, the program's own name first.</param>
    public sealed record Command(string Program, IReadOnlyList<string> Arguments) : UnitProperty
    {
        /// <summary>
        /// The arguments as systemd expects them: it expands <c>$NAME</c> and <c>${NAME}</c>, and replaces
        /// <c>$$</c> by one <c>$</c> (systemd.service(5), "Command lines").
        /// </summary>
        internal IReadOnlyList<string> EscapedArguments =>
            [.. Arguments.Select(argument => argument.Replace("$", "$$", StringComparison.Ordinal))];
    }
}
