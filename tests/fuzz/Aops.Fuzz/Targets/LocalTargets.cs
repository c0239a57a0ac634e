using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Aops.Contracts.Wire;
using Aops.Fuzz.Corpora;
using Aops.Fuzz.Engine;
using Aops.Ipc;
using Aops.Layout;
using Aops.Spm.SubAgents;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aops.Fuzz.Targets;

/// <summary>Frames of the local socket, and the specification that a package of a sub-agent holds.</summary>
internal static class LocalTargets
{
    private static readonly DesiredSubAgent Wanted = new()
    {
        Name = "host-metrics", Version = "1.0", Env = new Dictionary<string, string> { ["PORT"] = "99", ["NEW"] = "x" },
        Args = ["--verbose", "b"],
    };

    private static readonly SubAgentStore Store = new(new AopsLayout(Scratch.At("store")), NullLogger<SubAgentStore>.Instance);

    public static FuzzTarget[] All { get; } =
    [
        new()
        {
            Name = "frame", Kind = InputKind.Json, Seeds = () => LocalCorpus.Messages, Read = ReadFrames,
            IsDeclared = e => e is FrameException,
            Words = ["kind", "hello", "beat", "beat-reply", "status-reply", "upgrade", "subagent", "$type", "$ref", "$id"],
        },
        new()
        {
            Name = "subagent", Kind = InputKind.Json, Seeds = () => LocalCorpus.Specifications, Read = ReadSpecification,
            IsDeclared = e => e is InvalidDataException,
            Words =
            [
                "(a+)+$", "[", "(?<=a)b", "\\1", "a{99999}", "((a{99}){99}){99}", ".*.*.*.*", "${NAME}", "LD_PRELOAD", "AOPS_X",
                "http", "tcp", "exec", "file", "forking",
            ],
        },
    ];

    // A frame of its own, then the same again as it comes in pieces, and the input as the stream itself.
    private static string ReadFrames(byte[] input)
    {
        byte[] frame = [0, 0, 0, 0, .. input];
        BinaryPrimitives.WriteInt32LittleEndian(frame, input.Length);
        string outcome;
        try
        {
            outcome = ReadAll(new ReadOnlySequence<byte>(frame));
        }
        catch (FrameException e)
        {
            outcome = e.Message;
        }
        var middle = frame.Length / 2;
        var first = new Piece(frame.AsMemory(0, middle), null);
        var last = new Piece(frame.AsMemory(middle), first);
        try
        {
            _ = ReadAll(new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length));
        }
        catch (FrameException)
        {
            // As with the whole.
        }
        return outcome + ReadAll(new ReadOnlySequence<byte>(input));
    }

    private static string ReadAll(ReadOnlySequence<byte> buffer)
    {
        var kinds = new StringBuilder();
        while (FrameCodec.TryRead(ref buffer, out var message))
        {
            kinds.Append(message.GetType().Name).Append(' ');
            var output = new ArrayBufferWriter<byte>();
            FrameCodec.Write(output, message);
        }
        return kinds.ToString();
    }

    private static string ReadSpecification(byte[] input)
    {
        var slot = Store.Slot(Wanted.Name, Wanted.Version);
        Directory.CreateDirectory(slot);
        File.WriteAllBytes(Path.Combine(slot, "subagent.json"), input);
        var spec = Store.ReadSpec(Wanted, isInstalled: input.Length % 2 == 0);
        return $"{spec.Type} {spec.Env.Count} {spec.Args.Count} {Store.UnappliedOf(Wanted.Name)}";
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> memory, Piece? before)
        {
            Memory = memory;
            if (before is null) return;
            before.Next = this;
            RunningIndex = before.Memory.Length;
        }
    }
}
