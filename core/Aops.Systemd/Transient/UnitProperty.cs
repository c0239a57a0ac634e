using Aops.Native.Systemd;

namespace Aops.Systemd.Transient;

/// <summary>Value of a property of a transient unit, in the type that systemd has for it.</summary>
public abstract record UnitProperty
{
    private UnitProperty()
    {
    }

    /// <summary>D-Bus signature of the value.</summary>
    internal abstract string Signature { get; }

    /// <summary>Appends the value to a message.</summary>
    internal abstract void AppendTo(SdBusMessage message);

    /// <summary>A text, for instance of <c>Description</c>.</summary>
    /// <param name="Value">The text.</param>
    public sealed record Text(string Value) : UnitProperty
    {
        internal override string Signature => "s";

        internal override void AppendTo(SdBusMessage message) => message.Append(Value);
    }

    /// <summary>A switch, for instance of <c>NoNewPrivileges</c>.</summary>
    /// <param name="Value">Whether it is on.</param>
    public sealed record Flag(bool Value) : UnitProperty
    {
        internal override string Signature => "b";

        internal override void AppendTo(SdBusMessage message) => message.Append(Value);
    }

    /// <summary>A number, for instance of <c>Nice</c>.</summary>
    /// <param name="Value">The number.</param>
    public sealed record Number(int Value) : UnitProperty
    {
        internal override string Signature => "i";

        internal override void AppendTo(SdBusMessage message) => message.Append(Value);
    }

    /// <summary>Mode bits, for instance of <c>UMask</c>.</summary>
    /// <param name="Value">The bits.</param>
    public sealed record Mode(uint Value) : UnitProperty
    {
        internal override string Signature => "u";

        internal override void AppendTo(SdBusMessage message) => message.Append(Value);
    }

    /// <summary>A size, a count or a time in microseconds, for instance of <c>MemoryMax</c>.</summary>
    /// <param name="Value">The value; <see cref="ulong.MaxValue"/> for no bound.</param>
    public sealed record Amount(ulong Value) : UnitProperty
    {
        internal override string Signature => "t";

        internal override void AppendTo(SdBusMessage message) => message.Append(Value);
    }

    /// <summary>Words, for instance of <c>Environment</c>.</summary>
    /// <param name="Values">The words.</param>
    public sealed record Words(IReadOnlyList<string> Values) : UnitProperty
    {
        internal override string Signature => "as";

        internal override void AppendTo(SdBusMessage message) => message.Append(Values);
    }

    /// <summary>A command line, for instance of <c>ExecStart</c>. No shell and no specifier touches its words.</summary>
    /// <param name="Program">The program, absolute.</param>
    /// <param name="Arguments">All arguments, the program's own name first.</param>
    public sealed record Command(string Program, IReadOnlyList<string> Arguments) : UnitProperty
    {
        internal override string Signature => "a(sasb)";

        internal override void AppendTo(SdBusMessage message) => message
            .Open('a', "(sasb)").Open('r', "sasb")
            .Append(Program).Append(Arguments).Append(false)
            .Close().Close();
    }
}
