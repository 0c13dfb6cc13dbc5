using System.Runtime.InteropServices;

namespace LocalDigest.Reading;

/// <summary>
/// Takes the network from a process for the rest of its life, by a filter of Linux on system calls (seccomp, which needs no privilege once
/// no new ones
/// can be had): nothing can open a socket, by whichever way there is. Source: the kernel's documentation, userspace-api/seccomp_filter.
/// </summary>
internal static partial class NoNetwork
{
    private const int SetNoNewPrivileges = 38;
    private const uint SetModeFilter = 1;
    private const uint AllThreads = 1;

    private const ushort Load = 0x20, Equal = 0x15, AtLeast = 0x35, Return = 0x06;
    private const uint NumberOffset = 0, ArchitectureOffset = 4;
    private const uint Allow = 0x7fff0000, Refuse = 0x00050000 | 13; // with EACCES

    /// <summary>The numbers of x32, another way into the same kernel, begin here.</summary>
    private const uint OtherNumbers = 0x40000000;

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Instruction(ushort Code, byte IfTrue, byte IfFalse, uint Value);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct FilterProgram(ushort Length, nint Instructions);

    /// <summary>Whether this system and processor are ones for which the numbers of the calls are known here.</summary>
    public static bool IsKnownHere =>
        OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.Arm64;

    /// <summary>Denies sockets from now on.</summary>
    /// <param name="allThreads">To all threads of the process; otherwise to the calling one and those that it starts.</param>
    /// <returns>Whether it is so; false on another system, or where the kernel has no filters.</returns>
    public static bool Deny(bool allThreads = true)
    {
        if (!IsKnownHere) return false;
        // The calls for a socket, for a pair of them, for the ring of requests that can ask for either; and the call that sets filters.
        var (architecture, socket, pair, seccomp) = RuntimeInformation.ProcessArchitecture == Architecture.X64
            ? (0xC000003Eu, 41u, 53u, 317) : (0xC00000B7u, 198u, 199u, 277);
        const uint Ring = 425;
        Instruction[] filter =
        [
            new(Load, 0, 0, ArchitectureOffset), new(Equal, 0, 5, architecture),
            new(Load, 0, 0, NumberOffset), new(AtLeast, 3, 0, OtherNumbers),
            new(Equal, 2, 0, socket), new(Equal, 1, 0, pair), new(Equal, 0, 1, Ring),
            new(Return, 0, 0, Refuse), new(Return, 0, 0, Allow),
        ];
        var pinned = GCHandle.Alloc(filter, GCHandleType.Pinned);
        try
        {
            var program = new FilterProgram((ushort)filter.Length, pinned.AddrOfPinnedObject());
            return Control(SetNoNewPrivileges, 1, 0, 0, 0) == 0
                && Call(seccomp, SetModeFilter, allThreads ? AllThreads : 0, ref program) == 0;
        }
        finally
        {
            pinned.Free();
        }
    }

    [DllImport("libc", EntryPoint = "prctl"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Control(int option, nuint first, nuint second, nuint third, nuint fourth);

    [DllImport("libc", EntryPoint = "syscall"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint Call(nint number, nuint operation, nuint flags, ref FilterProgram program);
}
